fn main(){let a:Vec<String>=std::env::args().collect();
let t=std::fs::read_to_string(&a[2]).unwrap();
let s=std::time::Instant::now();
let (tb,_)=targum::glossary::Termbase::read_tsv(&mut &std::fs::read(&a[1]).unwrap()[..],"x").unwrap();
let lang=targum::text::LangTag::parse("en").unwrap();
println!("load {:?}",s.elapsed());
let s=std::time::Instant::now();
let ix=targum::glossary::Index::new(&tb,&lang,&[]);
println!("index {:?}",s.elapsed());
let mut sc=targum::glossary::Scanner::new(&ix);
let names=a.len()<4;
let (mut tr,mut tt,mut tn)=(0.0,0.0,0.0);let (mut nt,mut nn)=(0,0);
for p in t.split("\n\n"){let s=std::time::Instant::now();sc.read(p);tr+=s.elapsed().as_secs_f64();
let s=std::time::Instant::now();let f=sc.terms(p);tt+=s.elapsed().as_secs_f64();nt+=f.len();
if names{let s=std::time::Instant::now();let m=sc.near_misses(p,&f);tn+=s.elapsed().as_secs_f64();nn+=m.len();
 if a.len()==3 && nn<15 {for x in &m{println!("{:?} -> {} {:?}",&p[x.start as usize..x.end as usize],x.fix,x.differences);}}}}
let mb=t.len() as f64/1e6;
println!("MB {mb:.1} read {:.1} MB/s terms {:.1} names {:.1} all {:.1}; {nt} terms {nn} misses",mb/tr,mb/tt,mb/tn,mb/(tr+tt+tn));}
