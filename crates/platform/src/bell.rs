//! A bell that every server hears: somebody wrote something, and whoever waits for it looks at once instead
//! of at the next turn of the clock.
//!
//! `NOTIFY` in the writing transaction would make all commits wait for one lock, so it is sent afterwards on its
//! own, and once for many. It may come before the commit, or get lost: it is a hint, and whoever listens also
//! looks from time to time.

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::time::Duration;
use tokio::sync::Notify;

/// At most twenty wake-ups a second from one node; by then the transaction has most likely committed.
const PAUSE: Duration = Duration::from_millis(50);
const RECONNECT: Duration = Duration::from_secs(1);

/// The bell of one process.
#[derive(Debug)]
pub struct Bell {
    channel: &'static str,
    rung: Notify,
}

impl Bell {
    /// One that is heard on this channel.
    pub fn new(channel: &'static str) -> Self {
        Self {
            channel,
            rung: Notify::new(),
        }
    }

    /// There is something to look at.
    pub fn ring(&self) {
        self.rung.notify_one();
    }

    /// Passes on to all nodes that it was rung here, for ever.
    pub async fn forward(&self, pool: &PgPool) {
        loop {
            self.rung.notified().await;
            tokio::time::sleep(PAUSE).await;
            let notify = sqlx::query("select pg_notify($1, '')").bind(self.channel);
            if let Err(error) = notify.execute(pool).await {
                tracing::debug!(%error, channel = self.channel, "nobody was told");
            }
        }
    }

    /// Passes on to `heard` whenever it was rung on any node, for ever.
    pub async fn listen(&self, pool: &PgPool, heard: &Notify) {
        loop {
            if let Err(error) = self.hear(pool, heard).await {
                tracing::debug!(%error, channel = self.channel, "not listening");
            }
            tokio::time::sleep(RECONNECT).await;
        }
    }

    async fn hear(&self, pool: &PgPool, heard: &Notify) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(self.channel).await?;
        loop {
            listener.recv().await?;
            heard.notify_one();
        }
    }
}
