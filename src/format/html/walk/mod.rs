//! From tags to blocks.

mod stack;
mod start;

use super::elements::{self, Class};
use super::references::{Within, gather};
use super::tables::Table;
use crate::format::inline::Gathering;
use crate::model::{Block, Place};
use crate::text::{LangTag, Span};
use html5gum::{DefaultEmitter, Error, State, Token, Tokenizer};
use rustc_hash::FxHashMap;

/// What a document holds.
#[derive(Default)]
pub(in crate::format) struct Walked {
    /// The blocks in order.
    pub blocks: Vec<Block>,
    /// The language the document declares.
    pub lang: Option<LangTag>,
    /// Where the file ends too early, if it does, and inside of what.
    pub cut_off: Option<(usize, &'static str)>,
}

/// Reads a whole document or a fragment of one.
pub(in crate::format) fn walk(text: &str) -> Walked {
    let mut walker = Walker::new(text);
    walker.run();
    walker.finish()
}

/// Where the tags of a document begin.
pub(in crate::format) fn tags(text: &str) -> Vec<usize> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let tokens = Tokenizer::new_with_emitter(text, emitter);
    let start = |token: Result<Token<usize>, _>| match token.ok()? {
        Token::StartTag(tag) => Some(tag.span.start),
        Token::EndTag(tag) => Some(tag.span.start),
        _ => None,
    };
    tokens.filter_map(start).collect()
}

/// What the open elements together say of the text in them.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a state of its own")]
struct Context {
    place: Place,
    /// The index of the language, if one is declared.
    lang: Option<u16>,
    /// How many lists are open.
    lists: u8,
    /// Not shown, or not text.
    hidden: bool,
    /// Not to be translated.
    untranslated: bool,
    /// Inside an element that stands in the text as one code.
    opaque: bool,
    preformatted: bool,
    /// Inside a box of program code.
    code: bool,
    /// Inside an article or the like, whose header and footer are its own.
    sectioned: bool,
    superscript: bool,
}

impl Context {
    fn silent(self) -> bool {
        self.hidden || self.untranslated || self.opaque
    }
}

/// An open element.
struct Open {
    name: Box<str>,
    class: Class,
    context: Context,
    /// Where it starts, if it stands in the text as one code.
    opaque_from: Option<usize>,
}

struct Walker<'t> {
    text: &'t str,
    /// The byte the tokenizer started at.
    base: usize,
    stack: Vec<Open>,
    /// How many elements of a name are open.
    counts: FxHashMap<Box<str>, usize>,
    tables: Vec<Table>,
    langs: Vec<LangTag>,
    gathering: Gathering,
    /// Whether the last thing gathered is a line break.
    after_break: bool,
    /// Alternative texts that wait for the end of the block they are in.
    waiting: Vec<Block>,
    /// Titles and descriptions in metadata, to tell repetitions.
    metadata: Vec<String>,
    xml: bool,
    walked: Walked,
}

impl<'t> Walker<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            base: 0,
            stack: Vec::new(),
            counts: FxHashMap::default(),
            tables: Vec::new(),
            langs: Vec::new(),
            gathering: Gathering::default(),
            after_break: false,
            waiting: Vec::new(),
            metadata: Vec::new(),
            xml: text.trim_start().starts_with("<?xml"),
            walked: Walked::default(),
        }
    }

    /// Runs the tokenizer. A CDATA section, which HTML knows nothing of, is text in XHTML: the
    /// tokenizer starts anew behind it.
    fn run(&mut self) {
        let text = self.text;
        let mut sections_end = true;
        'anew: loop {
            let mut emitter = DefaultEmitter::<usize>::new_with_span();
            emitter.naively_switch_states(true);
            let mut tokens = Tokenizer::new_with_emitter(&text[self.base..], emitter);
            while let Some(Ok(token)) = tokens.next() {
                match token {
                    Token::StartTag(tag) => {
                        if self.start(&tag) {
                            tokens.set_state(State::Data);
                        }
                    }
                    Token::EndTag(tag) => {
                        let span = self.span(tag.span);
                        self.end(&String::from_utf8_lossy(&tag.name), span);
                    }
                    Token::String(string) => {
                        let span = self.span(string.span);
                        self.characters(&String::from_utf8_lossy(&string), span);
                    }
                    Token::Comment(comment) => {
                        let start = comment.span.start + self.base;
                        if sections_end && text[start..].starts_with("<![CDATA[") {
                            if let Some(end) = self.section(start) {
                                self.base = end;
                                continue 'anew;
                            }
                            sections_end = false;
                        }
                    }
                    Token::Error(error) => self.error(*error, error.span.start),
                    Token::Doctype(_) => {}
                }
            }
            return;
        }
    }

    /// The text of the CDATA section that starts at `start`; gives the byte behind it.
    fn section(&mut self, start: usize) -> Option<usize> {
        let from = start + "<![CDATA[".len();
        let end = from + memchr::memmem::find(&self.text.as_bytes()[from..], b"]]>")?;
        let text = &self.text[from..end];
        self.characters(text, Span::new(from, end));
        Some(end + "]]>".len())
    }

    fn error(&mut self, error: Error, at: usize) {
        let what = match error {
            Error::EofInComment => "a comment",
            Error::EofInTag | Error::EofBeforeTagName => "a tag",
            Error::EofInScriptHtmlCommentLikeText => "a script",
            _ => return,
        };
        self.walked.cut_off.get_or_insert((at + self.base, what));
    }

    fn span(&self, span: html5gum::Span<usize>) -> Span {
        let end = (span.end + self.base).min(self.text.len());
        Span::new((span.start + self.base).min(end), end)
    }

    fn context(&self) -> Context {
        self.stack.last().map_or(
            Context {
                place: Place::Paragraph,
                lang: None,
                lists: 0,
                hidden: false,
                untranslated: false,
                opaque: false,
                preformatted: false,
                code: false,
                sectioned: false,
                superscript: false,
            },
            |open| open.context,
        )
    }

    fn characters(&mut self, text: &str, span: Span) {
        let context = self.context();
        if context.silent() {
            return;
        }
        let raw = self.raw(span);
        if !text.trim_ascii().is_empty() {
            self.after_break = false;
        }
        // Empty lines part the paragraphs of preformatted text. References would shift the places.
        if context.preformatted && text == raw {
            let mut start = span.start as usize;
            for (index, piece) in paragraphs(raw).enumerate() {
                if index > 0 {
                    self.flush();
                }
                self.gathering.text(piece, start);
                start += piece.len();
            }
        } else {
            let open = self.stack.last();
            let raw_text = open.is_some_and(|open| elements::is_without_references(&open.name));
            let within = if raw_text { Within::RawText } else { Within::Text };
            gather(&mut self.gathering, text, raw, span, within);
        }
    }

    /// Ends the block that is being gathered.
    fn flush(&mut self) {
        let context = self.context();
        let lang = context.lang.and_then(|index| self.langs.get(usize::from(index)).cloned());
        self.after_break = false;
        if let Some(block) = self.gathering.finish(context.place, lang)
            && (block.place != Place::Title || self.is_new(&block.content.text))
        {
            self.walked.blocks.push(block);
        }
        self.walked.blocks.append(&mut self.waiting);
    }

    /// The same, unless it goes on behind what is hidden: blocks in there are no blocks.
    fn flush_shown(&mut self) {
        let context = self.context();
        if !context.hidden && !context.opaque {
            self.flush();
        }
    }

    fn raw(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Whether a title or description was not met before.
    fn is_new(&mut self, text: &str) -> bool {
        let new = !self.metadata.iter().any(|known| known == text) && self.metadata.len() < 100;
        if new {
            self.metadata.push(text.to_owned());
        }
        new
    }

    fn finish(mut self) -> Walked {
        self.flush();
        let unread = self.stack.last().filter(|open| elements::is_raw_text(&open.name));
        if let Some(what) = unread.map(|open| match &*open.name {
            "script" => "a script",
            "style" => "a style sheet",
            "title" => "the title",
            _ => "an element that holds no tags",
        }) {
            self.walked.cut_off.get_or_insert((self.text.len(), what));
        }
        let lang = self.walked.lang.clone();
        for block in &mut self.walked.blocks {
            if block.lang == lang {
                block.lang = None;
            }
        }
        self.walked
    }
}

/// The paragraphs of preformatted text, each with the empty lines behind it.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut from = 0;
        let end = loop {
            let Some(at) = rest[from..].find('\n').map(|at| from + at + 1) else {
                break rest.len();
            };
            let next = rest[at..].find('\n').map_or(rest.len(), |end| at + end);
            if at < rest.len() && rest[at..next].trim_ascii().is_empty() {
                break next;
            }
            from = at;
        };
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        Some(piece)
    })
}
