use targum::glossary::*; use targum::text::LangTag;
#[test] fn debug(){ let p=concat!(env!("CARGO_MANIFEST_DIR"),"/glossary/un.tsv"); let t=std::fs::read(p).unwrap(); let (tb,_)=Termbase::read_tsv(&mut &t[..],"x").unwrap();
for (l,x) in [("ar","نوهت الوفود باتفاقية حقوق طفل وبروتوكوليها."),("ar","ووفقا لاتفاقية القضاء على جميع أنواع التمييز ضد المرأة تقدم الدول تقاريرها."),("zh","各国政府每年向国际麻醉品管制管理局报告。"),("zh","乌克兰批准了《联合国反贪污公约》。"),("en","Parties to the Council of Europe Criminal Law Convention on Corruption are evaluated")]{
 let lang=LangTag::parse(l).unwrap(); let ix=Index::new(&tb,&lang,&[]); let mut s=Scanner::new(&ix); s.read(x); let f=s.terms(x); println!("{x}"); for one in &f {println!("   exact {:?} {}",&x[one.start as usize..one.end as usize],tb.concepts[one.concept as usize].id);} for m in s.near_misses(x,&f){println!("   miss {m:?}");} s.explain(x,&f);
}}
