//! Start tags: what they open, and what their attributes say.

use super::super::attributes::{Attributes, Role};
use super::super::elements::{self, Class};
use super::super::references::{Within, gather};
use super::super::tables::Table;
use super::{Context, Walker};
use crate::format::inline::Gathering;
use crate::model::Place;
use crate::text::{LangTag, Span};
use html5gum::StartTag;

impl Walker<'_> {
    /// A start tag. Gives whether the tokenizer must go back to reading tags.
    pub(super) fn start(&mut self, tag: &StartTag<usize>) -> bool {
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
                self.gathering.white(" ", None);
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
        gather(&mut alone, value, self.raw(span), span, Within::Value);
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
}
