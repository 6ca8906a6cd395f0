//! A mail server of a test: takes what it is told to take, and breaks what it is told to break.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// How it behaves on one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Answers a command (`MAIL`, `RCPT`, `DATA`, or `.` for the whole message) with this instead of yes.
    Answers(&'static str, &'static str),
    /// Hangs up when the first line of the message has come.
    HangsUpInData,
    /// Takes the message, and hangs up instead of saying so.
    TakesAndHangsUp,
    /// Takes the message, and does not say so until it is told to speak.
    TakesAndIsSilent,
    /// Does not answer RCPT until it is told to speak.
    IsSilentBeforeData,
}

#[derive(Default)]
struct State {
    moods: Mutex<VecDeque<Mood>>,
    taken: Mutex<Vec<String>>,
    said: Mutex<Vec<String>>,
    silent: Notify,
    speak: Notify,
}

/// The server; it ends with the test's runtime.
pub struct SmtpDouble {
    pub port: u16,
    state: Arc<State>,
}

impl SmtpDouble {
    /// The first connections have these moods, later ones are friendly.
    pub async fn start(moods: &[Mood]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        state.moods.lock().unwrap().extend(moods);
        let shared = state.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let mood = shared.moods.lock().unwrap().pop_front();
                let state = shared.clone();
                // A client that is killed breaks the line: that ends the conversation.
                tokio::spawn(async move { drop(converse(stream, mood, &state).await) });
            }
        });
        Self { port, state }
    }

    /// The messages it has taken.
    pub fn taken(&self) -> Vec<String> {
        self.state.taken.lock().unwrap().clone()
    }

    /// Everything clients said, but for messages.
    pub fn said(&self) -> Vec<String> {
        self.state.said.lock().unwrap().clone()
    }

    /// Waits until it has fallen silent on somebody.
    pub async fn is_silent(&self) {
        self.state.silent.notified().await;
    }

    /// Lets it go on.
    pub fn speak(&self) {
        self.state.speak.notify_one();
    }
}

async fn converse(stream: TcpStream, mood: Option<Mood>, state: &State) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 double\r\n").await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        state.said.lock().unwrap().push(line.to_owned());
        let verb = line.split([' ', ':']).next().unwrap_or_default();
        if verb == "RCPT" && mood == Some(Mood::IsSilentBeforeData) {
            silence(state).await;
        }
        let answer = match (verb, mood) {
            (_, Some(Mood::Answers(command, answer))) if command == verb => answer,
            ("EHLO", _) => "250-double\r\n250 AUTH PLAIN LOGIN",
            ("DATA", _) => {
                stream.write_all(b"354 go ahead\r\n").await?;
                let Some(answer) = message(&mut stream, mood, state).await? else {
                    return Ok(());
                };
                answer
            }
            ("AUTH", _) => "235 welcome",
            ("QUIT", _) => "221 bye",
            _ => "250 ok",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

/// Reads a message and returns the answer to it; `None` to hang up.
async fn message(
    stream: &mut BufReader<TcpStream>,
    mood: Option<Mood>,
    state: &State,
) -> std::io::Result<Option<&'static str>> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        if mood == Some(Mood::HangsUpInData) || line.is_empty() {
            return Ok(None);
        }
        if line == ".\r\n" {
            break;
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
    if let Some(Mood::Answers(".", answer)) = mood {
        return Ok(Some(answer));
    }
    state.taken.lock().unwrap().push(text);
    if mood == Some(Mood::TakesAndHangsUp) {
        return Ok(None);
    }
    if mood == Some(Mood::TakesAndIsSilent) {
        silence(state).await;
    }
    Ok(Some("250 taken"))
}

async fn silence(state: &State) {
    state.silent.notify_one();
    state.speak.notified().await;
}
