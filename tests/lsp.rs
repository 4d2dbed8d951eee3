//! The language server as an editor meets it: the binary, spoken to over standard input and output.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use serde_json::{Value, json};
use std::io::{BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A client with a script.
struct Client {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Messages that came while another was waited for.
    passed: Vec<Value>,
    next: i64,
    folder: tempfile::TempDir,
}

impl Client {
    /// Starts a server in a folder with the sample glossary and introduces itself.
    fn start(capabilities: &Value) -> (Self, Value) {
        let mut client = Self::unknown();
        let params = json!({"processId": null, "rootUri": null, "capabilities": capabilities});
        let answer = client.ask("initialize", &params);
        client.tell("initialized", &json!({}));
        (client, answer["result"].clone())
    }

    fn unknown() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let glossary = Path::new(env!("CARGO_MANIFEST_DIR")).join("glossary/un.tsv");
        std::fs::copy(glossary, folder.path().join("un.tsv")).unwrap();
        std::fs::write(folder.path().join("targum.toml"), "glossary = [\"un.tsv\"]\n").unwrap();
        let mut server = Command::new(env!("CARGO_BIN_EXE_targum"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = server.stdin.take();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self { server, input, messages, passed: Vec::new(), next: 0, folder }
    }

    fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        let body = message.to_string();
        let input = self.input.as_mut().unwrap();
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        input.flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(json!({"method": method, "params": params}));
    }

    fn request(&mut self, method: &str, params: &Value) -> i64 {
        self.next += 1;
        self.send(json!({"id": self.next, "method": method, "params": params}));
        self.next
    }

    /// The whole answer to a request.
    fn ask(&mut self, method: &str, params: &Value) -> Value {
        let id = self.request(method, params);
        self.answer(id)
    }

    fn answer(&mut self, id: i64) -> Value {
        self.wait(|message| message["id"] == json!(id) && message["method"].is_null())
    }

    /// The first message that fits, among those that have passed too.
    fn wait(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.passed.iter().position(&fits) {
            return self.passed.remove(at);
        }
        loop {
            let message = self.messages.recv_timeout(PATIENCE).expect("a message of the server");
            if fits(&message) {
                return message;
            }
            self.passed.push(message);
        }
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}", self.folder.path().join(name).display())
    }

    fn open(&mut self, name: &str, text: &str) {
        let uri = self.uri(name);
        let item = json!({"uri": uri, "languageId": "plaintext", "version": 1, "text": text});
        self.tell("textDocument/didOpen", &json!({"textDocument": item}));
    }

    /// The diagnostics of a version of a file.
    fn diagnostics(&mut self, name: &str, version: i64) -> Vec<Value> {
        let uri = self.uri(name);
        let published = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == *uri
                && message["params"]["version"] == json!(version)
        });
        published["params"]["diagnostics"].as_array().unwrap().clone()
    }

    fn actions(&mut self, name: &str, range: &Value, only: &Value) -> Vec<Value> {
        let uri = self.uri(name);
        let mut context = json!({"diagnostics": []});
        if !only.is_null() {
            context["only"] = only.clone();
        }
        let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
        let answer = self.ask("textDocument/codeAction", &params);
        answer["result"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    }

    fn place(&self, name: &str, line: usize, character: usize) -> Value {
        let position = json!({"line": line, "character": character});
        json!({"textDocument": {"uri": self.uri(name)}, "position": position})
    }

    /// Leaves in order; gives the exit code.
    fn leave(mut self) -> Option<i32> {
        assert_eq!(self.ask("shutdown", &Value::Null)["result"], Value::Null);
        self.tell("exit", &Value::Null);
        self.server.wait().unwrap().code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn read(output: &mut impl std::io::BufRead) -> Option<Value> {
    let (mut length, mut line) = (0, String::new());
    loop {
        line.clear();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(": ") {
            Some((_, value)) => length = value.parse().ok()?,
            None if line.trim().is_empty() => break,
            None => return None,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

fn seed() -> String {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/unodc-valletta-2017.en.txt");
    std::fs::read_to_string(seed).unwrap()
}

/// The line and the UTF-16 character of some words.
fn find(text: &str, words: &str) -> (usize, usize) {
    let (line, found) = text
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains(words))
        .unwrap_or_else(|| panic!("no {words}"));
    (line, found[..found.find(words).unwrap()].encode_utf16().count())
}

fn about<'d>(diagnostics: &'d [Value], words: &str, text: &str) -> Option<&'d Value> {
    let (line, character) = find(text, words);
    diagnostics.iter().find(|diagnostic| {
        let start = &diagnostic["range"]["start"];
        start["line"] == json!(line) && start["character"] == json!(character)
    })
}

#[test]
fn a_wrong_name_is_found_fixed_and_gone() {
    const WRONG: &str = "Joint Valetta Action Plan";
    let capabilities = json!({
        "workspace": {"workspaceEdit": {"documentChanges": true}},
        "textDocument": {"publishDiagnostics": {"relatedInformation": true}},
    });
    let (mut client, told) = Client::start(&capabilities);
    assert_eq!(told["capabilities"]["positionEncoding"], "utf-16");
    assert!(told["capabilities"]["diagnosticProvider"].is_null());

    let text = seed();
    client.open("valletta.en.txt", &text);
    let found = client.diagnostics("valletta.en.txt", 1);
    let diagnostic = about(&found, WRONG, &text).expect("the misspelt name").clone();
    assert_eq!(diagnostic["code"], "name-near-miss");
    assert_eq!(diagnostic["source"], "targum");
    assert!(diagnostic["codeDescription"].is_null());

    let range = &diagnostic["range"];
    let actions = client.actions("valletta.en.txt", range, &json!(["quickfix"]));
    let action = &actions[0];
    assert_eq!(action["title"], "Write \"Joint Valletta Action Plan\"");
    assert_eq!((&action["kind"], &action["isPreferred"]), (&json!("quickfix"), &json!(true)));
    let change = &action["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["version"], 1);
    // A plain text has no comments to allow it with.
    assert!(actions.iter().all(|action| action["diagnostics"][0]["code"] == "name-near-miss"));
    assert!(!actions.iter().any(|a| a["title"].as_str().unwrap().starts_with("Allow")));

    let edits: Vec<Value> = change["edits"].as_array().unwrap().iter().rev().cloned().collect();
    let edits: Vec<Value> =
        edits.iter().map(|e| json!({"range": e["range"], "text": e["newText"]})).collect();
    let identifier = json!({"uri": client.uri("valletta.en.txt"), "version": 2});
    let params = json!({"textDocument": identifier, "contentChanges": edits});
    client.tell("textDocument/didChange", &params);
    let left = client.diagnostics("valletta.en.txt", 2);
    assert!(about(&left, WRONG, &text).is_none(), "{left:?}");
    assert_eq!(left.len(), found.len() - 1);

    let uri = client.uri("valletta.en.txt");
    client.tell("textDocument/didClose", &json!({"textDocument": {"uri": uri}}));
    let closed = client.wait(|message| {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["version"].is_null()
    });
    assert_eq!(closed["params"]["diagnostics"], json!([]));
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn all_safe_fixes_come_as_one_and_the_newest_version_is_checked() {
    let (mut client, _) = Client::start(&json!({}));
    let text = seed();
    client.open("valletta.en.txt", "Nothing.");
    let uri = client.uri("valletta.en.txt");
    for version in 2..=30 {
        let text = if version == 30 { &text } else { "The Joint Valetta Action Plan." };
        let params = json!({
            "textDocument": {"uri": uri, "version": version},
            "contentChanges": [{"text": text}],
        });
        client.tell("textDocument/didChange", &params);
    }
    let found = client.diagnostics("valletta.en.txt", 30);
    assert!(about(&found, "Joint Valetta Action Plan", &text).is_some());
    let checked = client.passed.iter().filter(|m| m["params"]["version"].is_number()).count();
    assert!(checked < 20, "{checked} versions were checked of 30");

    let nowhere = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}});
    let actions = client.actions("valletta.en.txt", &nowhere, &json!(["source.fixAll"]));
    assert_eq!(actions.len(), 1);
    assert_eq!(actions[0]["kind"], "source.fixAll.targum");
    let edits = actions[0]["edit"]["changes"][&uri].as_array().unwrap();
    assert!(edits.iter().any(
        |edit| edit["newText"].as_str().unwrap().contains("Valletta") || edit["newText"] == "l"
    ));
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn a_comment_allows_what_was_found() {
    let (mut client, _) = Client::start(&json!({}));
    let text = "# Head 😀\r\n\r\nOf 😀 the Joint Valetta Action Plan.\r\n";
    client.open("x.en.md", text);
    let found = client.diagnostics("x.en.md", 1);
    let range = about(&found, "Joint Valetta", text).expect("the misspelt name")["range"].clone();
    let actions = client.actions("x.en.md", &range, &Value::Null);
    let allow = actions.iter().find(|a| a["title"] == "Allow this text: name-near-miss").unwrap();
    let uri = client.uri("x.en.md");
    let edit = &allow["edit"]["changes"][&uri][0];
    assert_eq!(edit["newText"], "<!-- targum: allow name-near-miss -->\r\n");
    let change = json!({"range": edit["range"], "text": edit["newText"]});
    let params = json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": [change]});
    client.tell("textDocument/didChange", &params);
    let left = client.diagnostics("x.en.md", 2);
    assert!(left.iter().all(|d| d["code"] != "name-near-miss"), "{left:?}");
}

#[test]
fn terms_are_explained_and_completed() {
    let capabilities = json!({
        "general": {"positionEncodings": ["utf-16", "utf-8"]},
        "textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}},
    });
    let (mut client, told) = Client::start(&capabilities);
    assert_eq!(told["capabilities"]["positionEncoding"], "utf-8");
    let text = "会 The support of Member States to the Joint Vall";
    client.open("x.en.txt", text);

    let place = client.place("x.en.txt", 0, text.find("States").unwrap());
    let hover = client.ask("textDocument/hover", &place)["result"].clone();
    assert_eq!(hover["contents"]["kind"], "markdown");
    let told = hover["contents"]["value"].as_str().unwrap();
    assert!(told.starts_with("**Member State") && told.contains("- fr: État"), "{told}");
    let start = text.find("Member").unwrap();
    assert_eq!(hover["range"]["start"]["character"], json!(start));

    let place = client.place("x.en.txt", 0, text.len());
    let list = client.ask("textDocument/completion", &place)["result"].clone();
    let item = &list["items"][0];
    assert_eq!(item["label"], "Joint Valletta Action Plan");
    assert_eq!(item["textEdit"]["newText"], "Joint Valletta Action Plan");
    let range = &item["textEdit"]["range"];
    assert_eq!(range["start"]["character"], json!(text.find("Joint").unwrap()));
    assert_eq!(range["end"]["character"], json!(text.len()));
    assert!(item["documentation"]["value"].as_str().unwrap().contains("- fr: "));
    assert!(list["items"].as_array().unwrap().len() <= 50);

    let place = client.place("x.en.txt", 0, 2);
    assert!(client.ask("textDocument/hover", &place)["result"].is_null());
    let place = client.place("other.txt", 0, 2);
    assert!(client.ask("textDocument/hover", &place)["result"].is_null());
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn settings_and_glossaries_are_loaded_again_when_they_change() {
    let capabilities = json!({
        "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}},
    });
    let (mut client, _) = Client::start(&capabilities);
    let asked = client.wait(|message| message["method"] == "client/registerCapability");
    client.send(json!({"id": asked["id"], "result": null}));
    assert!(asked["params"].to_string().contains("**/targum.toml"));

    client.open("x.en.txt", "The Joint Valetta Action Plan is a plan. The cleverphone is no plan.");
    let before = client.diagnostics("x.en.txt", 1);
    assert_eq!(before.iter().filter(|d| d["code"] == "name-near-miss").count(), 1);

    let folder = client.folder.path().to_owned();
    let table = "concept_id\ten\tforbidden_en\nC1\tsmart phone\tcleverphone\n";
    std::fs::write(folder.join("un.tsv"), table).unwrap();
    let changed = json!({"changes": [{"uri": client.uri("un.tsv"), "type": 2}]});
    client.tell("workspace/didChangeWatchedFiles", &changed);
    let after = client.diagnostics("x.en.txt", 1);
    assert_eq!(after.iter().filter(|d| d["code"] == "term-forbidden").count(), 1, "{after:?}");

    // Wrong settings are told; the last good ones go on.
    std::fs::write(folder.join("targum.toml"), "glosary = []\n").unwrap();
    let saved = json!({"textDocument": {"uri": client.uri("targum.toml")}});
    client.tell("textDocument/didSave", &saved);
    let shown = client.wait(|message| message["method"] == "window/showMessage");
    assert!(shown["params"]["message"].as_str().unwrap().contains("`glossary` meant"));
    assert_eq!(client.diagnostics("x.en.txt", 1), after);

    std::fs::write(
        folder.join("targum.toml"),
        "rules = {term-forbidden = \"off\"}\nglossary = [\"un.tsv\"]",
    )
    .unwrap();
    client.tell("textDocument/didSave", &saved);
    let last = client.diagnostics("x.en.txt", 1);
    assert!(last.iter().all(|d| d["code"] != "term-forbidden"), "{last:?}");

    // Another settings file nearer to the file.
    std::fs::remove_file(folder.join("targum.toml")).unwrap();
    client.tell("workspace/didChangeWatchedFiles", &changed);
    assert_eq!(
        client.diagnostics("x.en.txt", 1).iter().filter(|d| d["code"] == "term-forbidden").count(),
        0
    );
    std::fs::write(folder.join("targum.toml"), "glossary = [\"un.tsv\"]\n").unwrap();
    client.tell("workspace/didChangeWatchedFiles", &changed);
    let again = client.wait(|message| message["params"].to_string().contains("term-forbidden"));
    assert_eq!(again["params"]["version"], 1);
}

#[test]
fn clients_that_ask_for_diagnostics_get_them_when_they_ask() {
    let capabilities = json!({
        "workspace": {"diagnostics": {"refreshSupport": true}},
        "textDocument": {"diagnostic": {"dynamicRegistration": false}},
    });
    let (mut client, told) = Client::start(&capabilities);
    assert_eq!(told["capabilities"]["diagnosticProvider"]["identifier"], "targum");
    client.open("x.en.txt", "The Joint Valetta Action Plan.");
    let params = json!({"textDocument": {"uri": client.uri("x.en.txt")}});
    let report = client.ask("textDocument/diagnostic", &params)["result"].clone();
    assert_eq!(report["kind"], "full");
    assert_eq!(report["items"][0]["code"], "name-near-miss", "{report}");
    let params = json!({"textDocument": {"uri": client.uri("y.en.txt")}});
    let report = client.ask("textDocument/diagnostic", &params)["result"].clone();
    assert_eq!((&report["kind"], &report["items"]), (&json!("full"), &json!([])));
    assert!(client.passed.iter().all(|m| m["method"] != "textDocument/publishDiagnostics"));
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn what_is_wrong_in_a_request_is_said() {
    let mut client = Client::unknown();
    let code = |answer: &Value| answer["error"]["code"].as_i64();
    assert_eq!(code(&client.ask("textDocument/hover", &json!({}))), Some(-32002));
    assert_eq!(code(&client.ask("initialize", &json!({"capabilities": 5}))), Some(-32602));
    assert!(client.ask("initialize", &json!({"capabilities": {}}))["result"].is_object());
    assert_eq!(code(&client.ask("initialize", &json!({"capabilities": {}}))), Some(-32600));
    assert_eq!(code(&client.ask("textDocument/formatting", &json!({}))), Some(-32601));
    assert_eq!(code(&client.ask("$/odd", &Value::Null)), Some(-32601));
    assert_eq!(code(&client.ask("textDocument/hover", &json!({"position": "here"}))), Some(-32602));
    assert_eq!(code(&client.ask("textDocument/completion", &json!([1, 2]))), Some(-32602));
    client.tell("textDocument/didOpen", &json!({"textDocument": 7}));
    let logged = client.wait(|message| message["method"] == "window/logMessage");
    assert!(logged["params"]["message"].as_str().unwrap().starts_with("textDocument/didOpen: "));
    client.tell(
        "textDocument/didChange",
        &json!({"textDocument": {"uri": "file:///x.txt", "version": 2}, "contentChanges": []}),
    );
    client.tell("odd/method", &json!({}));
    assert!(client.ask("shutdown", &Value::Null)["error"].is_null());
    assert_eq!(code(&client.ask("textDocument/hover", &Value::Null)), Some(-32600));
    client.tell("exit", &Value::Null);
    assert_eq!(client.server.wait().unwrap().code(), Some(0));
}

#[test]
fn cancelled_requests_get_one_reply() {
    let (mut client, _) = Client::start(&json!({}));
    // Long enough that the request still waits when it is cancelled, on most machines.
    let text = "The Joint Valetta Action Plan of Member States.\n\n".repeat(4000);
    client.open("x.en.txt", &text);
    let place = client.place("x.en.txt", 0, 35);
    let id = client.request("textDocument/hover", &place);
    client.tell("$/cancelRequest", &json!({"id": id}));
    let answer = client.answer(id);
    assert!(answer["error"]["code"] == -32800 || answer["result"].is_object(), "{answer}");
    client.tell("$/cancelRequest", &json!({"id": 12345}));
    client.tell("$/cancelRequest", &json!({"id": id}));
    let hover = client.ask("textDocument/hover", &place);
    assert!(hover["result"].is_object(), "{hover}");
    assert!(client.passed.iter().all(|message| message["id"] != json!(id)));
}

#[test]
fn a_client_that_just_goes_leaves_no_server_behind() {
    let (mut client, _) = Client::start(&json!({}));
    client.tell("exit", &Value::Null);
    assert_eq!(client.server.wait().unwrap().code(), Some(1));

    let (mut client, _) = Client::start(&json!({}));
    client.input = None;
    assert_eq!(client.server.wait().unwrap().code(), Some(1));
}

#[test]
fn any_text_at_any_place_is_answered() {
    let (mut client, _) = Client::start(&json!({}));
    let texts = [
        ("a.en.md", "| Joint Valetta Action Plan |\n|-|\n> - [x](y \"z\") 😀\u{202E}\r\r\n"),
        ("b.html", "<p>Joint Valetta Action Plan<!-- <b \u{0}&bogus; 会员国"),
        ("c.tmx", "<tmx><body><tu><tuv xml:lang=\"en\"><seg>Member States &"),
        ("d.po", "msgid \"Member\\\nmsgstr \u{FEFF}"),
        (
            "e.xlf",
            "<xliff version=\"1.2\"><file><body><trans-unit id='1'><source>Joint Valetta Action Plan",
        ),
        ("f.txt", ""),
        ("g.ar.txt", "\u{FEFF}الدول الأعضاء\u{300}\u{301}"),
    ];
    for (name, text) in texts {
        client.open(name, text);
        for (line, character) in [(0, 0), (0, 7), (1, 1), (3, 99), (999, 999)] {
            let place = client.place(name, line, character);
            for method in ["textDocument/hover", "textDocument/completion"] {
                let answer = client.ask(method, &place);
                assert!(answer["error"].is_null(), "{name} {answer}");
            }
            let at = place["position"].clone();
            client.actions(
                name,
                &json!({"start": at, "end": {"line": 0, "character": 0}}),
                &Value::Null,
            );
        }
        client.diagnostics(name, 1);
    }
    assert_eq!(client.leave(), Some(0));
}
