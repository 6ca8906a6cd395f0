//! Who wakes the feeds: a notification from whichever server committed something, and, because those can
//! be lost while a connection is made anew, the clock.

use super::Events;
use sqlx::postgres::{PgListener, PgPoolOptions};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Some feed has grown. It carries nothing: whoever hears it looks for itself.
const GROWN: &str = "feed_grown";
/// A session has ended; carries its id. Sent by a trigger.
const SESSION_ENDED: &str = "session_ended";
/// Notifications wait for each other when they commit: a server sends, and acts upon, at most twenty a second.
const BETWEEN: Duration = Duration::from_millis(50);
/// The database is asked again after this long if it did not answer.
const AGAIN: Duration = Duration::from_secs(1);

/// Starts the three tasks.
pub fn start(events: &Arc<Events>) {
    let stop = &events.stop;
    tokio::spawn(stop.clone().run_until_cancelled_owned(tell(events.clone())));
    tokio::spawn(stop.clone().run_until_cancelled_owned(hear(events.clone())));
    tokio::spawn(stop.clone().run_until_cancelled_owned(look(events.clone())));
}

/// Tells all servers, this one too, that something was committed here; once for all that came in the meantime.
async fn tell(events: Arc<Events>) {
    loop {
        events.told.notified().await;
        let sent = sqlx::query("select pg_notify($1, '')")
            .bind(GROWN)
            .execute(events.db.pool())
            .await;
        if let Err(error) = sent {
            tracing::debug!(%error, "nobody was woken; the clock will");
        }
        tokio::time::sleep(BETWEEN).await;
    }
}

/// Brings the feeds up to date when told to, and from time to time.
async fn look(events: Arc<Events>) {
    loop {
        let _ = tokio::time::timeout(events.pace.poll, events.stale.notified()).await;
        if events.refresh().await.is_err() {
            tokio::time::sleep(AGAIN).await;
        }
        tokio::time::sleep(BETWEEN).await;
    }
}

/// Listens, and listens again when the connection is lost.
async fn hear(events: Arc<Events>) {
    // A connection of its own: it is held for ever.
    let options = (*events.db.pool().connect_options()).clone();
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .max_lifetime(None)
        .idle_timeout(None)
        .connect_lazy_with(options);
    loop {
        if let Err(error) = listen(&events, &pool).await {
            tracing::warn!(%error, "cannot listen to the database; asking it every second");
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn listen(events: &Events, pool: &sqlx::PgPool) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen_all([GROWN, SESSION_ENDED]).await?;
    // What was said before there was anybody to hear it.
    catch_up(events);
    loop {
        match listener.try_recv().await? {
            Some(heard) if heard.channel() == SESSION_ENDED => {
                if let Ok(session) = heard.payload().parse::<Uuid>() {
                    events.revoke(session);
                }
            }
            Some(_) => events.stale.notify_one(),
            // The connection was lost and made anew; in between nothing was heard.
            None => catch_up(events),
        }
    }
}

fn catch_up(events: &Events) {
    events.stale.notify_one();
    events.recheck();
}
