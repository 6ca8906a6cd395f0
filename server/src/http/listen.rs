//! The accept loop. By hand, because `axum::serve` sets neither `TCP_NODELAY` (40 ms a page) nor a
//! header timeout (half-open connections would stay for ever). HTTP/1 alone: a builder that first finds
//! out which version a client speaks waits for that without a timeout.

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::Service as _;

/// A client must have sent its headers within this time.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection that was made just before the end is given this long to say what it wants.
const SETTLE: Duration = Duration::from_millis(250);
/// Requests in flight at shutdown may take this long.
const DRAIN: Duration = Duration::from_secs(15);

/// Serves until `stop` is cancelled, then takes no more connections and lets what has begun end.
pub async fn listen(listener: TcpListener, app: Router, stop: CancellationToken) {
    let mut server = Server {
        builder: Builder::new(),
        graceful: GracefulShutdown::new(),
        make: app.into_make_service_with_connect_info(),
    };
    server
        .builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => server.serve(stream, peer).await,
                Err(error) => {
                    // Out of file descriptors, most likely: wait for some to come back.
                    tracing::warn!(%error, "cannot accept");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            () = stop.cancelled() => break,
        }
    }
    server.serve_waiting(listener).await;
    tokio::time::sleep(SETTLE).await;
    if tokio::time::timeout(DRAIN, server.graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("stopped with requests in flight");
    }
}

struct Server {
    builder: Builder,
    graceful: GracefulShutdown,
    make: IntoMakeServiceWithConnectInfo<Router, SocketAddr>,
}

impl Server {
    async fn serve(&mut self, stream: TcpStream, peer: SocketAddr) {
        let _ = stream.set_nodelay(true);
        let Ok(service) = self.make.call(peer).await;
        let connection = self
            .builder
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let watched = self.graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = watched.await {
                tracing::debug!(%error, "connection ended");
            }
        });
    }

    /// Connections the kernel has made but nobody has accepted may carry a request already: closing the
    /// listener would reset them.
    async fn serve_waiting(&mut self, listener: TcpListener) {
        // Asked directly: tokio only knows of what it has been told.
        let Ok(listener) = listener.into_std() else {
            return;
        };
        while let Ok((stream, peer)) = listener.accept() {
            if stream.set_nonblocking(true).is_ok()
                && let Ok(stream) = TcpStream::from_std(stream)
            {
                self.serve(stream, peer).await;
            }
        }
    }
}
