//! From tags to blocks.

use super::attributes::{Attributes, Role};
use super::elements::{self, Class};
use super::tables::Table;
use crate::format::inline::Gathering;
use crate::model::{Block, Place};
use crate::text::{LangTag, Span};
use html5gum::{DefaultEmitter, Error, StartTag, State, Token, Tokenizer};
use rustc_hash::FxHashMap;

/// How far down the stack is searched for the element an end tag closes. Sane documents need a few
/// steps; without a bound, tags that close nothing would cost the square of the file's size.
const SEARCH: usize = 256;

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
                self.gathering.text(piece, piece, start);
                start += piece.len();
            }
        } else {
            self.gathering.text(text, raw, span.start as usize);
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

    /// A start tag. Gives whether the tokenizer must go back to reading tags.
    fn start(&mut self, tag: &StartTag<usize>) -> bool {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let (attributes, span) = (Attributes::new(tag), self.span(tag.span));
        let class = elements::class(&name);
        match class {
            Class::Void => self.void(&name, &attributes, span),
            Class::Block => self.start_block(&name, &attributes),
            Class::Inline | Class::Skipped | Class::Opaque => {
                self.start_inline(&name, class, &attributes, span);
            }
        }
        let closed = self.xml && tag.self_closing && class != Class::Void;
        if closed {
            self.end(&name, Span { start: span.end, end: span.end });
        }
        closed && elements::is_raw_text(&name)
    }

    fn start_block(&mut self, name: &str, attributes: &Attributes) {
        if matches!(name, "html" | "body" | "head") && self.counts.get(name).is_some_and(|&n| n > 0)
        {
            return;
        }
        self.flush_shown();
        self.close_implied(name);
        let mut context = self.inherited(attributes);
        context.place = self.place(name, context, attributes);
        match name {
            "ul" | "ol" | "menu" | "dir" => context.lists = context.lists.saturating_add(1),
            "pre" | "listing" | "xmp" | "plaintext" => {
                context.preformatted = true;
                context.hidden |= context.code;
            }
            "article" | "main" | "section" | "blockquote" => context.sectioned = true,
            "table" => {
                let layout = attributes.role() == Some(Role::Layout);
                self.tables.push(Table::new(layout));
            }
            "tr" => self.tables.last_mut().into_iter().for_each(Table::row),
            "html" | "body" if self.walked.lang.is_none() => self.walked.lang = attributes.lang(),
            _ => {}
        }
        if matches!(name, "html" | "body") {
            // Said of a whole page it is meant for the browser, which is not to offer a translation.
            context.hidden = false;
        } else if let Some(translate) = attributes.translate() {
            context.untranslated = !translate;
        }
        self.push(name, Class::Block, context, None);
    }

    /// The context of the parent with what any element may change.
    fn inherited(&mut self, attributes: &Attributes) -> Context {
        let mut context = self.context();
        context.hidden |= attributes.is_hidden();
        context.code |= attributes.is_code();
        if let Some(lang) = attributes.lang() {
            context.lang = self.lang_index(lang).or(context.lang);
        }
        context
    }

    fn lang_index(&mut self, lang: LangTag) -> Option<u16> {
        let known = self.langs.iter().position(|known| *known == lang);
        let index = known.or_else(|| {
            let room = self.langs.len() < 1000;
            room.then(|| {
                self.langs.push(lang);
                self.langs.len() - 1
            })
        });
        index.and_then(|index| u16::try_from(index).ok())
    }

    /// The place of text in a block element.
    fn place(&mut self, name: &str, context: Context, attributes: &Attributes) -> Place {
        let outer = context.place;
        let role = attributes.role();
        match role {
            Some(Role::Note) => return Place::Note,
            Some(Role::Page) => return Place::PageNumber,
            Some(Role::Top) => return Place::Header,
            Some(Role::Foot) => return Place::Footer,
            Some(Role::Heading(level)) if !outer.is_furniture() => return Place::Heading(level),
            _ => {}
        }
        match name {
            "td" | "th" => {
                let number = |name| attributes.get(name).and_then(|n| n.trim().parse().ok());
                let (columns, rows) =
                    (number("colspan").unwrap_or(1), number("rowspan").unwrap_or(1));
                let table = self.tables.last_mut().filter(|table| !table.layout);
                let cell = table.map(|table| table.cell(columns as usize, rows));
                if outer.is_furniture() { outer } else { cell.unwrap_or(Place::Paragraph) }
            }
            // The title of a page often stands in its header: it is text.
            "h1" if outer.is_furniture() && outer != Place::Footer => Place::Heading(1),
            _ if outer.is_furniture() || outer == Place::Note => outer,
            "title" => Place::Title,
            "li" => Place::ListItem(context.lists.max(1)),
            "caption" | "figcaption" => Place::Caption,
            "nav" => Place::Header,
            "header" if !context.sectioned => Place::Header,
            "footer" if !context.sectioned => Place::Footer,
            _ => elements::heading_level(name).map_or(outer, Place::Heading),
        }
    }

    fn start_inline(&mut self, name: &str, class: Class, attributes: &Attributes, span: Span) {
        let outer = self.context();
        let mut context = self.inherited(attributes);
        let marks_note = attributes.role() == Some(Role::NoteMark)
            || (outer.superscript
                && name == "a"
                && attributes.get("href").is_some_and(|h| h.starts_with('#')));
        let opaque = class == Class::Opaque || marks_note || attributes.translate() == Some(false);
        let starts_code = outer.preformatted
            && self.gathering.is_blank()
            && matches!(name, "code" | "samp" | "kbd" | "tt");
        context.hidden |= class == Class::Skipped || starts_code;
        context.superscript |= name == "sup";
        context.opaque |= opaque;
        let mut opaque_from = None;
        if !context.hidden && !outer.silent() {
            self.after_break = false;
            if opaque {
                opaque_from = Some(span.start as usize);
            } else {
                let raw = self.raw(span);
                self.gathering.open(name, elements::kind_name(name), raw, span);
            }
        }
        self.push(name, class, context, opaque_from);
    }

    fn void(&mut self, name: &str, attributes: &Attributes, span: Span) {
        let context = self.context();
        match name {
            "meta" => self.meta(attributes),
            "hr" => {
                self.flush();
                self.close_implied(name);
            }
            _ if context.silent() => {}
            "br" if self.gathering.is_blank() => {}
            "br" if self.after_break => self.flush(),
            "br" => {
                self.gathering.alone(Some("lb"), self.raw(span), span);
                self.gathering.white(" ");
                self.after_break = true;
            }
            "input" if attributes.get("type") == Some("hidden") => {}
            "img" | "wbr" | "input" | "area" | "embed" => {
                if name != "input" || attributes.get("type") == Some("image") {
                    self.attribute_block("alt", Place::AltText, attributes);
                }
                if attributes.get("title") != attributes.get("alt") && name == "img" {
                    self.attribute_block("title", Place::AltText, attributes);
                }
                let raw = self.raw(span);
                self.gathering.alone(elements::kind_name(name), raw, span);
                if self.gathering.is_blank() {
                    self.walked.blocks.append(&mut self.waiting);
                }
            }
            _ => {}
        }
    }

    /// An attribute's value as a block of its own behind the block it stands in.
    fn attribute_block(&mut self, name: &str, place: Place, attributes: &Attributes) {
        let context = self.context();
        let value = attributes.get(name).unwrap_or_default();
        let Some(span) = attributes.span(name, self.text, self.base) else { return };
        let lang = attributes.lang();
        let lang = lang.or_else(|| self.langs.get(usize::from(context.lang?)).cloned());
        let place = if context.place.is_furniture() { context.place } else { place };
        let mut alone = Gathering::default();
        alone.text(value, self.raw(span), span.start as usize);
        if let Some(block) = alone.finish(place, lang) {
            self.waiting.push(block);
        }
    }

    fn meta(&mut self, attributes: &Attributes) {
        let key = attributes.get("name").or_else(|| attributes.get("property"));
        let place = match key.unwrap_or_default().to_ascii_lowercase().as_str() {
            "description" | "og:description" => Place::AltText,
            "og:title" => Place::Title,
            _ => {
                let language = attributes
                    .get("http-equiv")
                    .is_some_and(|key| key.eq_ignore_ascii_case("content-language"));
                if language && self.walked.lang.is_none() {
                    self.walked.lang =
                        attributes.get("content").and_then(|tag| LangTag::parse(tag).ok());
                }
                return;
            }
        };
        self.flush();
        self.attribute_block("content", place, attributes);
        let texts = std::mem::take(&mut self.waiting);
        let new =
            texts.into_iter().filter(|block| self.is_new(&block.content.text)).collect::<Vec<_>>();
        self.walked.blocks.extend(new);
    }

    fn push(&mut self, name: &str, class: Class, context: Context, opaque_from: Option<usize>) {
        *self.counts.entry(name.into()).or_default() += 1;
        self.stack.push(Open { name: name.into(), class, context, opaque_from });
    }

    /// Closes the innermost element; `end` is the byte behind it, if the block it stands in goes on.
    fn pop(&mut self, end: Option<usize>) {
        let Some(open) = self.stack.pop() else { return };
        if let Some(count) = self.counts.get_mut(&open.name) {
            *count -= 1;
        }
        if &*open.name == "table" {
            self.tables.pop();
        }
        if let (Some(start), Some(end)) = (open.opaque_from, end) {
            let span = Span::new(start, end);
            let raw = self.raw(span);
            self.gathering.alone(elements::kind_name(&open.name), raw, span);
        }
    }

    /// Closes what a start tag of `name` implies to be closed.
    fn close_implied(&mut self, name: &str) {
        if name == "hr" || elements::class(name) == Class::Block {
            let heading = elements::ends_heading(name);
            let closes = |open: &str| open == "p" || (heading && elements::is_heading(open));
            let found =
                self.innermost(|open| closes(&open.name), |open| open.class == Class::Block);
            if let Some(index) = found {
                self.pop_to(index, None);
            }
        }
        if let Some((targets, barriers)) = elements::implied_end(name) {
            let barrier = |open: &Open| barriers.contains(&&*open.name);
            // The outermost of the targets inside the barrier: a row with its cell.
            while let Some(index) = self.innermost(|open| targets.contains(&&*open.name), barrier) {
                self.pop_to(index, None);
            }
        }
    }

    /// The innermost open element that is `wanted`, unless a `barrier` stands before it.
    fn innermost(
        &self,
        wanted: impl Fn(&Open) -> bool,
        barrier: impl Fn(&Open) -> bool,
    ) -> Option<usize> {
        for (index, open) in self.stack.iter().enumerate().rev().take(SEARCH) {
            if wanted(open) {
                return Some(index);
            }
            if barrier(open) {
                return None;
            }
        }
        None
    }

    fn pop_to(&mut self, index: usize, end: Option<usize>) {
        while self.stack.len() > index {
            self.pop(end);
        }
    }

    fn end(&mut self, name: &str, span: Span) {
        let class = elements::class(name);
        match class {
            Class::Block => {
                self.flush_shown();
                if !matches!(name, "html" | "body") {
                    self.end_block(name);
                }
            }
            Class::Void if name == "br" => self.gathering.white(" "),
            Class::Void => {}
            Class::Inline | Class::Skipped | Class::Opaque => self.end_inline(name, class, span),
        }
    }

    fn end_block(&mut self, name: &str) {
        let heading = elements::is_heading(name);
        let fits =
            |open: &Open| *open.name == *name || (heading && elements::is_heading(&open.name));
        if !heading && self.counts.get(name).is_none_or(|&count| count == 0) {
            return;
        }
        // An end tag in a cell does not close what is outside the table.
        let in_table = elements::implied_end(name).is_some() || name == "table";
        let barrier = |open: &Open| !in_table && matches!(&*open.name, "td" | "th");
        if let Some(index) = self.innermost(fits, barrier) {
            self.pop_to(index, None);
        }
    }

    fn end_inline(&mut self, name: &str, class: Class, span: Span) {
        let silent = self.context().silent();
        let open = self.counts.get(name).is_some_and(|&count| count > 0);
        let barrier = |open: &Open| class == Class::Inline && open.class == Class::Block;
        let found = if open { self.innermost(|open| *open.name == *name, barrier) } else { None };
        if let Some(index) = found {
            self.pop_to(index, Some(span.end as usize));
        }
        if class == Class::Inline && !silent {
            self.gathering.close(name, elements::kind_name(name), self.raw(span), span);
        }
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
