//! The open elements, and what ends them.

use super::super::elements::{self, Class};
use super::{Context, Open, Walker};
use crate::text::Span;

/// How far down the stack is searched for the element an end tag closes. Sane documents need a few
/// steps; without a bound, tags that close nothing would cost the square of the file's size.
const SEARCH: usize = 256;

impl Walker<'_> {
    pub(super) fn push(
        &mut self,
        name: &str,
        class: Class,
        context: Context,
        opaque_from: Option<usize>,
    ) {
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
    pub(super) fn close_implied(&mut self, name: &str) {
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

    pub(super) fn end(&mut self, name: &str, span: Span) {
        let class = elements::class(name);
        match class {
            Class::Block => {
                self.flush_shown();
                if !matches!(name, "html" | "body") {
                    self.end_block(name);
                }
            }
            Class::Void if name == "br" => self.gathering.white(" ", None),
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
}
