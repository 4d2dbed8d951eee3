use super::*;

fn npy(rows: &[[f32; 2]]) -> Vec<u8> {
    let mut file = npy_header(rows.len() as u64, 2);
    file.extend(rows.iter().flatten().flat_map(|number| number.to_le_bytes()));
    file
}

fn close(found: &[f32], wanted: &[f32]) {
    assert_eq!(found.len(), wanted.len());
    let near = found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-6);
    assert!(near, "{found:?} should be {wanted:?}");
}

fn message(result: Result<(), EncodeError>) -> String {
    result.expect_err("an error").to_string()
}

#[test]
fn vectors_of_several_files_are_found_by_their_texts() {
    let mut vectors = Vectors::new("en.npy");
    let file = npy(&[[3.0, 4.0], [0.0, 2.0]]);
    vectors.add_npy(("en.npy", &file[..]), ("en.txt", "One  two.\nThree.\n")).unwrap();
    let lines = "\u{feff}{\"text\": \"Trois.\", \"vector\": [0, -5]}\n\n";
    vectors.add_jsonl("fr.jsonl", lines.as_bytes()).unwrap();
    assert_eq!((vectors.len(), vectors.dim()), (3, 2));
    let found = vectors.encode(&["Trois.", " One\ntwo. ", "Three."]).unwrap();
    close(&found, &[0.0, -1.0, 0.6, 0.8, 0.0, 1.0]);
    let error = vectors.encode(&["Three.", "Four."]).expect_err("an error").to_string();
    assert!(error.contains("en.npy") && error.contains("“Four.”"), "{error}");
}

#[test]
fn a_window_has_the_vector_of_its_text_or_the_mean() {
    let mut vectors = Vectors::new("v");
    let lines = "{\"text\": \"A b\", \"vector\": [1, 0]}\n{\"text\": \"C\", \"vector\": [0, 9]}\n\
        {\"text\": \"A b C\", \"vector\": [0, -1]}\n{\"text\": \"D\", \"vector\": [0, -1]}\n";
    vectors.add_jsonl("v", lines.as_bytes()).unwrap();
    let document = vectors.document(&["A\nb", "C", "D", "A b"]).unwrap();
    assert_eq!(document.len(), 4);
    let half = 0.5f32.sqrt();
    // The joined text has a vector; a mean; opposite vectors; one sentence; nothing.
    let found = document.vectors(&[0..2, 2..4, 1..3, 3..4, 1..1]);
    close(&found, &[0.0, -1.0, half, -half, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
    assert!(vectors.document(&["A b", "E"]).is_err());
}

#[test]
fn the_first_vector_of_a_text_stays() {
    let mut vectors = Vectors::new("v");
    let file = npy(&[[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]);
    vectors.add_npy(("v", &file[..]), ("t", "same\nsame\nother")).unwrap();
    close(&vectors.encode(&["same", "other"]).unwrap(), &[1.0, 0.0, 0.0, 1.0]);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let mut vectors = Vectors::new("v");
    let mut add =
        |file: &[u8], texts: &str| message(vectors.add_npy(("a.npy", file), ("a.txt", texts)));
    let good = npy(&[[1.0, 0.0], [0.0, 1.0]]);
    let text = add(&good, "one\n");
    assert!(
        text.contains("a.npy") && text.contains("2 rows") && text.contains("1 lines"),
        "{text}"
    );
    assert!(
        add(&npy(&[[1.0, 0.0], [0.0, 0.0]]), "one\ntwo")
            .contains("row 2 (a.txt:2): the vector is zero")
    );
    assert!(
        add(&npy(&[[1.0, f32::NAN]]), "one").contains("row 1 (a.txt:1): the vector has numbers")
    );
    assert!(add(&good[..good.len() - 1], "one\ntwo").contains("row 2"));
    assert!(add(&[&good[..], b"x"].concat(), "one\ntwo").contains("goes on"));

    let mut add = |lines: &str| message(vectors.add_jsonl("b.jsonl", lines.as_bytes()));
    assert!(add("\n{\"text\": \"x\", \"vector\": [1, 2, 3]}").contains("b.jsonl:2: vectors of 3"));
    assert!(add("{\"text\": \"x\", \"vector\": [1, NaN]}").contains("b.jsonl:1: this is no"));
    assert!(add("{\"text\": \"x\", \"vector\": [1, 1e99]}").contains("b.jsonl:1: "));
    assert!(add("{\"text\": \"x\", \"vector\": []}").contains("b.jsonl:1: the vector is empty"));
    assert!(add("{\"text\": \"x\"}").contains("b.jsonl:1: this is no"));
}
