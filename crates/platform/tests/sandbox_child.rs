//! Whatever becomes of a child, whoever waits for it goes on.

use bytes::Bytes;
use platform::sandbox::{Outcome, Sandbox};
use std::time::Duration;

#[tokio::test]
async fn a_child_answers_or_is_given_up() {
    let cat = Sandbox::of("/bin/cat", &[]);
    let said = Bytes::from_static(b"what it was given");
    assert_eq!(
        cat.run(said.clone()).await,
        Ok(Outcome::Answer(said.to_vec()))
    );
    let loud = Bytes::from(vec![b' '; 5 * 1024 * 1024]);
    assert_eq!(cat.run(loud).await, Ok(Outcome::Overrun));
    for broken in ["exit 3", "kill -SEGV $$", "kill -XCPU $$"] {
        let shell = Sandbox::of("/bin/sh", &["-c", broken]);
        assert_eq!(
            shell.run(Bytes::new()).await,
            Ok(Outcome::Overrun),
            "{broken}"
        );
    }
    assert!(
        Sandbox::of("/no/such/program", &[])
            .run(Bytes::new())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_child_that_does_not_end_is_killed() {
    let idle = Sandbox::of("/bin/sleep", &["100000"]).within(Duration::from_millis(50));
    assert_eq!(idle.run(Bytes::new()).await, Ok(Outcome::Overrun));
}
