//! As much of HTTP as measuring a local server takes.

use crate::failure::{Result, fail};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// An answer.
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    /// As it came: still compressed, if it was.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a cookie that is set.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self
            .headers
            .iter()
            .filter(|(known, _)| known == "set-cookie");
        cookies
            .filter_map(|(_, value)| value.split(';').next()?.split_once('='))
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Asks `address` (host:port) on a connection of its own. `form` makes it a POST.
///
/// # Errors
/// If there is no answer, or one that cannot be read.
pub fn ask(
    address: &str,
    path: &str,
    headers: &[(&str, &str)],
    form: Option<&str>,
) -> Result<Answer> {
    let kind = "application/x-www-form-urlencoded";
    send(address, path, headers, form.map(|form| (kind, form)))
}

/// The same with any body: what it is, and what it says.
///
/// # Errors
/// As [`ask`].
pub fn send(
    address: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<(&str, &str)>,
) -> Result<Answer> {
    let mut stream =
        TcpStream::connect(address).map_err(|error| fail(format!("{address}: {error}")))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut request = format!(
        "{} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n",
        if body.is_some() { "POST" } else { "GET" }
    );
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    if let Some((kind, body)) = body {
        request.push_str(&format!(
            "Origin: http://{address}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n",
            body.len()
        ));
    }
    request.push_str("\r\n");
    request.push_str(body.map(|(_, body)| body).unwrap_or_default());
    stream.write_all(request.as_bytes())?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw)?;
    parse(&raw).ok_or_else(|| fail(format!("the answer to {path} cannot be read")))
}

fn parse(raw: &[u8]) -> Option<Answer> {
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&raw[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    let mut answer = Answer {
        status,
        headers: headers.collect(),
        body: raw[end + 4..].to_vec(),
    };
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = unchunk(&answer.body)?;
    }
    Some(answer)
}

fn unchunk(mut raw: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = raw.windows(2).position(|two| two == b"\r\n")?;
        let length =
            usize::from_str_radix(std::str::from_utf8(&raw[..end]).ok()?.trim(), 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(raw.get(end + 2..end + 2 + length)?);
        raw = raw.get(end + 4 + length..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_chunks() {
        let answer = parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n").unwrap();
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (200, "abc0123456789")
        );
        assert!(parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc").is_none());
    }

    #[test]
    fn reads_headers_of_any_case() {
        let answer =
            parse(b"HTTP/1.1 303 See Other\r\nLOCATION:/home\r\nContent-Length: 0\r\n\r\n")
                .unwrap();
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some("/home"))
        );
    }
}
