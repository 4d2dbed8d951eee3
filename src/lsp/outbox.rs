//! What goes to the client. Every request gets one reply, whoever finishes first: its answer or its
//! cancellation.

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{self, LogMessage, ShowMessage};
use lsp_types::{LogMessageParams, MessageType, ShowMessageParams, request};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Where messages to the client are put. Nothing here waits for the client to read them.
pub(super) struct Outbox {
    /// `None` ends the thread that writes.
    channel: Sender<Option<Message>>,
    /// The requests that wait for their reply.
    waiting: Mutex<BTreeSet<RequestId>>,
    /// The number of the next request to the client.
    next: AtomicI32,
}

impl Outbox {
    pub(super) fn new(channel: Sender<Option<Message>>) -> Self {
        Self { channel, waiting: Mutex::default(), next: AtomicI32::new(1) }
    }

    /// Notes that a request has come.
    pub(super) fn received(&self, id: &RequestId) {
        self.waiting().insert(id.clone());
    }

    /// Whether a request still wants its reply.
    pub(super) fn is_wanted(&self, id: &RequestId) -> bool {
        self.waiting().contains(id)
    }

    /// Answers a request, unless it was answered or cancelled.
    pub(super) fn reply(&self, id: RequestId, result: &impl Serialize) {
        match serde_json::to_value(result) {
            Ok(value) => self.respond(Response { id, response_result: Ok(value) }),
            Err(error) => self.refuse(id, ErrorCode::InternalError, error.to_string()),
        }
    }

    /// Answers a request with an error.
    pub(super) fn refuse(&self, id: RequestId, code: ErrorCode, message: impl Into<String>) {
        self.respond(Response::new_err(id, code as i32, message.into()));
    }

    /// Cancels a request.
    pub(super) fn cancel(&self, id: RequestId) {
        self.refuse(id, ErrorCode::RequestCanceled, "cancelled by the client");
    }

    fn respond(&self, response: Response) {
        if self.waiting().remove(&response.id) {
            self.send(response.into());
        }
    }

    /// Tells the client something.
    pub(super) fn notify<N: notification::Notification>(&self, params: N::Params) {
        if let Ok(params) = serde_json::to_value(params) {
            self.send(Notification { method: N::METHOD.to_owned(), params }.into());
        }
    }

    /// Asks the client for something whose answer does not matter.
    pub(super) fn ask<R: request::Request>(&self, params: R::Params) {
        let params = serde_json::to_value(params).unwrap_or(Value::Null);
        let id = self.next.fetch_add(1, Relaxed).into();
        self.send(Request { id, method: R::METHOD.to_owned(), params }.into());
    }

    /// Shows the person an error.
    pub(super) fn show(&self, message: impl Into<String>) {
        let message = message.into();
        self.notify::<ShowMessage>(ShowMessageParams { typ: MessageType::ERROR, message });
    }

    /// Writes a line into the client's log.
    pub(super) fn log(&self, typ: MessageType, message: impl Into<String>) {
        self.notify::<LogMessage>(LogMessageParams { typ, message: message.into() });
    }

    /// Ends the thread that writes once it has written all before.
    pub(super) fn close(&self) {
        let _ = self.channel.send(None);
    }

    fn send(&self, message: Message) {
        let _ = self.channel.send(Some(message));
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeSet<RequestId>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
