//! The only place that asks the time.

use chrono::{DateTime, FixedOffset, Local, NaiveDate, SecondsFormat, Utc};
use std::fmt::Debug;
use std::time::{Duration, Instant};

/// What tells the time; tests have their own.
pub trait Clock: Debug + Send + Sync {
    /// The moment, with the offset of this machine's time zone.
    fn now(&self) -> DateTime<FixedOffset>;

    /// Time since this clock was made; never goes back, whatever is done to the machine's time.
    fn elapsed(&self) -> Duration;

    /// The day of [`Clock::now`].
    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct RealClock {
    start: Instant,
}

impl RealClock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Clock for RealClock {
    fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}

/// Today by the machine's local time.
pub fn today() -> NaiveDate {
    Local::now().date_naive()
}

/// Now as RFC 3339 in UTC, to the millisecond.
pub fn now_rfc3339() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true)
}
