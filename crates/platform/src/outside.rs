//! Requests to services of others: no redirects are followed, nothing is waited for long, and no more is
//! read than a small document has.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use http::{Request, Response};
use std::time::Duration;

/// Longest answer that is read, in bytes.
const ANSWER_MAX_BYTES: usize = 1 << 20;

/// A client for other services.
#[derive(Debug, Clone)]
pub struct Outside(reqwest::Client);

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    /// It could not be sent, or the answer not read.
    #[error("{0}")]
    Request(#[from] reqwest::Error),
    /// The answer was longer than any we ask for.
    #[error("the answer is longer than {ANSWER_MAX_BYTES} bytes")]
    TooLong,
    /// The answer makes no sense.
    #[error("{0}")]
    Http(#[from] http::Error),
}

/// What came back.
type Answered = Result<Response<Vec<u8>>, OutsideError>;

impl Outside {
    /// A client. It follows no redirects: what it asks for is configured, and leads nowhere else.
    ///
    /// # Errors
    /// If this machine has no certificates to trust.
    pub fn new() -> Result<Self, OutsideError> {
        // One provider for all of TLS; that somebody else has chosen it before is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(10))
            .user_agent("Kinwork")
            .build()?;
        Ok(Self(client))
    }

    /// The same for libraries that are given a function to send by.
    pub fn sender(
        &self,
    ) -> impl Fn(Request<Vec<u8>>) -> BoxFuture<'static, Answered> + Send + Sync + 'static {
        let client = self.clone();
        move |request| {
            let client = client.clone();
            async move { client.send(request).await }.boxed()
        }
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// If there is none.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutsideError> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        let mut built = Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            built = built.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await? {
            if body.len() + part.len() > ANSWER_MAX_BYTES {
                return Err(OutsideError::TooLong);
            }
            body.extend_from_slice(&part);
        }
        Ok(built.body(body)?)
    }
}
