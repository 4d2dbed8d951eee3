//! Which language a file is in: its name, the caller, the document itself, or its letters.

use crate::model::Document;
use crate::text::{LangTag, identify_language};
use std::path::Path;

/// What a language was chosen by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ChosenBy {
    /// The caller named it for this very side.
    Side,
    /// The file's name or folder.
    Name,
    /// The caller's list of languages.
    List,
    /// The document declares it.
    Declaration,
    /// The letters of the text, with this confidence (0–1).
    Letters(f64),
}

/// A language and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The language.
    pub lang: LangTag,
    /// What it was chosen by.
    pub by: ChosenBy,
}

impl std::fmt::Display for Chosen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { lang, by } = self;
        match by {
            ChosenBy::Side => write!(f, "{lang} (as told)"),
            ChosenBy::Name => write!(f, "{lang} (by its name)"),
            ChosenBy::List => write!(f, "{lang} (by --lang)"),
            ChosenBy::Declaration => write!(f, "{lang} (declared in it)"),
            ChosenBy::Letters(sure) => write!(f, "{lang} (detected, {:.0} % sure)", sure * 100.0),
        }
    }
}

/// Chooses the language of a document: `side` where the caller named it for this side, then the
/// file's name, then `listed`, then the document's own declaration, then detection. `None` where all
/// of them are silent.
pub fn choose(
    document: &Document,
    side: Option<&LangTag>,
    listed: Option<&LangTag>,
) -> Option<Chosen> {
    let chosen = |lang: &LangTag, by| Chosen { lang: lang.clone(), by };
    side.map(|lang| chosen(lang, ChosenBy::Side))
        .or_else(|| from_name(Path::new(&document.name)).map(|lang| chosen(&lang, ChosenBy::Name)))
        .or_else(|| listed.map(|lang| chosen(lang, ChosenBy::List)))
        .or_else(|| document.lang.as_ref().map(|lang| chosen(lang, ChosenBy::Declaration)))
        .or_else(|| {
            let found = identify_language(&sample(document))?;
            Some(Chosen { lang: found.lang, by: ChosenBy::Letters(found.confidence) })
        })
}

/// The language in a file's name: `name.fr.txt`, `fr.docx`, or `fr/name.txt`.
pub fn from_name(path: &Path) -> Option<LangTag> {
    let stem = path.file_stem()?.to_str()?;
    let last = stem.rsplit('.').next().unwrap_or(stem);
    let folder = path.parent().and_then(Path::file_name).and_then(|folder| folder.to_str());
    known_tag(last).or_else(|| folder.and_then(known_tag))
}

/// A tag whose language is one of ISO 639-1's: `v2`, `min` and `final` in a name are no languages.
fn known_tag(text: &str) -> Option<LangTag> {
    const KNOWN: &str = " aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv \
        cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia \
        id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv \
        mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro \
        ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug \
        uk ur uz ve vi vo wa wo xh yi yo za zh zu ";
    let tag = LangTag::parse(text).ok()?;
    KNOWN.contains(&format!(" {} ", tag.language())).then_some(tag)
}

fn sample(document: &Document) -> String {
    let mut sample = String::new();
    for block in &document.blocks {
        if sample.len() > 20_000 {
            break;
        }
        sample.push_str(&block.content.text);
        sample.push('\n');
    }
    sample
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_the_language() {
        for (name, wanted) in [
            ("report.fr.txt", Some("fr")),
            ("fr/report.txt", Some("fr")),
            ("a/zh-Hans/report.docx", Some("zh-Hans")),
            ("en.txt", Some("en")),
            ("report.pt_BR.html", Some("pt-BR")),
            ("report.txt", None),
            ("report.v2.txt", None),
            ("fr/report.final.txt", Some("fr")),
            ("-", None),
        ] {
            let found = from_name(Path::new(name));
            assert_eq!(found.as_ref().map(LangTag::as_str), wanted, "{name}");
        }
    }

    #[test]
    fn the_name_comes_before_the_list_and_the_letters() {
        let mut document = Document { name: "x.fr.txt".into(), ..Document::default() };
        let spanish = LangTag::parse("es").unwrap();
        let by = |document: &Document, side, listed| choose(document, side, listed).unwrap().by;
        assert_eq!(by(&document, Some(&spanish), None), ChosenBy::Side);
        assert_eq!(by(&document, None, Some(&spanish)), ChosenBy::Name);
        document.name = "x.txt".into();
        assert_eq!(by(&document, None, Some(&spanish)), ChosenBy::List);
        document.lang = Some(spanish.clone());
        assert_eq!(by(&document, None, None), ChosenBy::Declaration);
    }
}
