//! `shenbiao watch SHARE`: takes in, judges, archives and delivers what arrives.

use super::exit::{CommandFailure, Outcome};
use super::words::{self, say, status};
use super::{failure, output};
use crate::archive::{Adoption, Archive, default_data_dir};
use crate::clock::{Clock, RealClock};
use crate::disk::{Disk, RealDisk};
use crate::intake::wake::{self, Wake};
use crate::share::lock::{LockFailure, Watchman};
use crate::share::{INBOX, POLICY_FILE, layout};
use crate::watch::flow_judge::FlowJudge;
use crate::watch::keeper::Keeper;
use crate::watch::process::{self, Process, ProcessFailure};
use crate::watch::run::{Ended, Options, Outside, Summary, forever, once};
use chrono::NaiveDate;
use clap::Args;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Arguments.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// The share.
    #[arg(value_name = "SHARE", help = say("共享文件夹(先用 init 建好)", "the shared folder (laid out by init)"))]
    share: PathBuf,
    /// Process what lies there and end.
    #[arg(long, help = say("处理完现有的文件就结束", "process what lies there, then end"))]
    once: bool,
    /// Review date.
    #[arg(long, value_name = "DATE", value_parser = super::speech::day, help = say("以哪天为今天,如 2026-03-10", "the day taken as today, such as 2026-03-10"))]
    today: Option<NaiveDate>,
    /// Data directory.
    #[arg(long, value_name = "DIR", help = say("数据目录(档案、日志),要在本机磁盘上;不写则用系统的数据目录", "data directory (archive, journal), on a local disk; the system's if not given"))]
    data: Option<PathBuf>,
    /// Look every so often instead of waiting for events.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help = say("每隔几秒看一遍,不靠系统通知(网络共享用)", "look every so many seconds, without events (for network shares)"))]
    poll: Option<Duration>,
    /// How long a file must stand still.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "3", help = say("文件多少秒不变才处理", "how long a file must stand still"))]
    settle: Duration,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number: Option<f64> = text.parse().ok();
    number
        .and_then(|number| Duration::try_from_secs_f64(number).ok())
        .ok_or_else(|| say("写秒数,如 3 或 0.5", "a number of seconds such as 3 or 0.5").to_owned())
}

/// The process as the commands use it.
pub(super) type RealProcess = Process<FlowJudge, Keeper>;

/// Watches, or processes once.
pub fn run(args: &WatchArgs) -> Result<Outcome, CommandFailure> {
    // First, so that a stop in the middle of opening is a clean one too.
    let stop = Arc::new(AtomicBool::new(false));
    let (sender, receiver) = mpsc::channel();
    stop_on_signals(&stop, &sender)?;
    let disk: Arc<dyn Disk> = Arc::new(RealDisk);
    let clock: Arc<dyn Clock> = Arc::new(RealClock::start());
    if !disk.exists(&args.share.join(INBOX)) {
        return Err(CommandFailure::usage(
            format!(
                "{}{}",
                say("这里还不是审表的共享文件夹:", "not a share of ours: "),
                args.share.display()
            ),
            say("先运行 shenbiao init 共享", "run shenbiao init SHARE first"),
        ));
    }
    let data = match &args.data {
        Some(data) => data.clone(),
        None => default_data_dir(&args.share, disk.as_ref())
            .map_err(|e| CommandFailure::internal(&e))?
            .ok_or_else(|| {
                CommandFailure::usage(
                    say("找不到系统的数据目录", "no data directory is known"),
                    say("用 --data 指定一个", "name one with --data"),
                )
            })?,
    };
    let watchman =
        Watchman::take(&disk, clock.as_ref(), &args.share, &data).map_err(|e| refused(&e))?;
    let mut process = open(&disk, &clock, &args.share, &data, args.today)?;
    let options = Options {
        poll: args.poll,
        settle: args.settle,
        ..Options::default()
    };
    let outside = Outside {
        stop: &stop,
        wake: &receiver,
    };
    // Whoever reads the lines may go away; the work goes on.
    let mut count = 0;
    let mut told = |outcome: &process::Outcome| {
        count += 1;
        let _ = output::line(line(outcome));
    };
    if args.once {
        let summary = once(&mut process, &options, &outside, &mut told);
        drop(watchman);
        if count == 0 && summary.as_ref().is_ok_and(|s| s.left.is_empty()) {
            output::line(say("没有要处理的文件", "nothing to do"))?;
        }
        return conclude(summary);
    }
    let _watcher = match args.poll {
        Some(_) => None,
        None => wake::watch(&args.share, sender.clone())
            .inspect_err(|error| tracing::warn!(%error, "收不到系统通知,改为定时查看"))
            .ok(),
    };
    output::line(format!(
        "{}{}",
        say("开始看管:", "watching "),
        args.share.display()
    ))?;
    let ended = forever(
        &mut process,
        &options,
        &outside,
        &|| watchman.still_ours(),
        &mut told,
    );
    drop(watchman);
    match ended {
        Ended::Asked => Ok(Outcome::AllAccepted),
        Ended::TakenOver => Err(CommandFailure::Internal {
            message: say(
                "共享已由另一个 watch 接管",
                "another watch has taken the share over",
            )
            .to_owned(),
            hint: String::new(),
        }),
    }
}

/// One file's line: status, name, where its answer lies.
pub(super) fn line(outcome: &process::Outcome) -> String {
    let office = if outcome.office.is_empty() {
        String::new()
    } else {
        format!("{}/", outcome.office)
    };
    let place = outcome.beside.as_ref().unwrap_or(&outcome.place);
    let mut line = format!("{}  {office}{}", status(outcome.status), outcome.file);
    if !place.is_empty() {
        line.push_str(&format!("  →  {place}"));
    }
    if !outcome.note.is_empty() {
        line.push_str(&format!("  ({})", outcome.note));
    }
    line
}

/// What `--once` ends with; what still waits is named on stderr.
pub(super) fn conclude(
    summary: Result<Summary, ProcessFailure>,
) -> Result<Outcome, CommandFailure> {
    let summary = summary.map_err(|error| CommandFailure::Internal {
        message: failure::told(&error),
        hint: say(
            "文件都还在;排除故障后再运行一次即可",
            "no file is lost; run again when the cause is gone",
        )
        .to_owned(),
    })?;
    for waiting in &summary.left {
        output::aside(format!(
            "{}{}{}{}",
            say("留在原处  ", "left  "),
            waiting.path,
            say(":", ": "),
            words::waiting(&waiting.reason)
        ));
    }
    Ok(if summary.not_accepted == 0 {
        Outcome::AllAccepted
    } else {
        Outcome::SomeReturned
    })
}

fn refused(failure: &LockFailure) -> CommandFailure {
    let hint = match failure {
        LockFailure::Io { .. } => say(
            "看看共享和数据目录能不能写",
            "check that both can be written",
        ),
        _ => say(
            "一个共享只能由一个 watch 看管;先停掉另一个(别的主机停了 60 秒后可以接管)",
            "one watch to a share: stop the other first (a dead one elsewhere can be taken over after 60 s)",
        ),
    };
    CommandFailure::Internal {
        message: failure::told(failure),
        hint: hint.to_owned(),
    }
}

/// SIGINT and SIGTERM: finish what is at hand, then end.
fn stop_on_signals(
    stop: &Arc<AtomicBool>,
    sender: &mpsc::Sender<Wake>,
) -> Result<(), CommandFailure> {
    let mut signals = Signals::new([SIGINT, SIGTERM]).map_err(|e| CommandFailure::internal(&e))?;
    let (stop, sender) = (Arc::clone(stop), sender.clone());
    std::thread::spawn(move || {
        for _ in signals.forever() {
            stop.store(true, Ordering::SeqCst);
            if sender.send(Wake::Stop).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Opens archive, policy in force and journal of a share.
pub(super) fn open(
    disk: &Arc<dyn Disk>,
    clock: &Arc<dyn Clock>,
    root: &Path,
    data: &Path,
    today: Option<NaiveDate>,
) -> Result<RealProcess, CommandFailure> {
    let archive = Archive::open(data, Arc::clone(disk))?;
    found(&archive, disk.as_ref(), clock.as_ref(), root)?;
    let share =
        layout::open(disk.as_ref(), root).map_err(|e| failure::disk("读", Some(root), &e))?;
    let keeper = Keeper {
        archive: Arc::new(archive),
    };
    let judge = FlowJudge::new(&keeper, super::limits(), share.clone())
        .map_err(|e| CommandFailure::internal(&e))?;
    Process::open(
        Arc::clone(disk),
        Arc::clone(clock),
        share,
        data,
        (judge, keeper),
        today,
    )
    .map_err(|error| CommandFailure::internal(&error))
}

/// A new archive begins with the policy that the share shows (whoever sets it up decides); from
/// then on an edit there is a proposal.
fn found(
    archive: &Archive,
    disk: &dyn Disk,
    clock: &dyn Clock,
    root: &Path,
) -> Result<(), CommandFailure> {
    let known = archive
        .policies()
        .map_err(|e| CommandFailure::internal(&e))?;
    if !known.is_empty() {
        return Ok(());
    }
    // A share that nobody laid out gets all that staff need, not only what the work needs.
    if !disk.exists(&root.join(layout::SETTINGS_FILE)) {
        super::init::lay_out(root, None)?;
    }
    let shown = root.join(POLICY_FILE);
    let (policy, bytes) = if disk.exists(&shown) {
        let policy = super::policy_file::load(Some(&shown))?;
        let bytes = disk.read(&shown);
        (
            policy,
            bytes.map_err(|e| failure::disk("读", Some(&shown), &e))?,
        )
    } else {
        let policy = super::policy_file::load(None)?;
        (policy, super::init::built_in_workbook()?)
    };
    let adoption = Adoption {
        version: policy.cover.version,
        effective: policy.cover.effective,
        policy: Arc::new(bytes),
    };
    archive
        .found(&adoption, &clock.now().to_rfc3339())
        .map_err(|e| CommandFailure::internal(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_may_be_fractions_and_nothing_odd() {
        assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
        assert_eq!(seconds("0"), Ok(Duration::ZERO));
        assert!(seconds("-1").is_err() && seconds("x").is_err() && seconds("inf").is_err());
    }
}
