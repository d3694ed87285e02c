//! Reading in a child process that limits its own memory.
//!
//! calamine lays old workbooks out densely; a hostile one makes it ask for more memory than there
//! is, and that aborts the process. So the program starts itself anew with [`CHILD_COMMAND`],
//! hands over the bytes and takes the cells back. Whatever happens there, this process lives on.

use super::limits::{Cap, Limits};
use super::model::Workbook;
use super::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The hidden sub-command that [`child_main`] answers.
pub const CHILD_COMMAND: &str = "__read-grid";

/// The most that a child may send back.
const MOST_ANSWER: u64 = 192 << 20;

/// The first line that the child reads; the file's bytes follow.
#[derive(Debug, Serialize, Deserialize)]
struct Task {
    file_name: String,
    limits: Limits,
}

/// Has `program` (this program) read a file of any kind; see the module. [`super::read`] comes
/// here by itself where [`Limits::isolation`] says so and the kind needs it.
///
/// # Errors
/// As [`super::read`]; and a child that runs out of memory or time is over a limit.
pub fn read(
    program: &Path,
    bytes: &[u8],
    file_name: &str,
    limits: &Limits,
) -> Result<Workbook, Refusal> {
    let failed = |error: io::Error| Refusal::Failed {
        what: error.to_string(),
    };
    let task = Task {
        file_name: file_name.to_owned(),
        limits: Limits {
            filled_cells: limits.filled_cells.min(limits.child_cells),
            ..limits.clone()
        },
    };
    let mut task = serde_json::to_vec(&task).map_err(|e| failed(e.into()))?;
    task.push(b'\n');
    let mut child = Command::new(program)
        .arg(CHILD_COMMAND)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let answer = answer_of(&mut child, &task, bytes, limits.child_seconds);
    if answer.is_none() {
        // It may have ended meanwhile; then there is nothing to kill.
        let _ = child.kill();
    }
    let status = child.wait().map_err(failed)?;
    let Some(answer) = answer else {
        return Err(Cap::Time.into());
    };
    match serde_json::from_slice::<Result<Workbook, Refusal>>(&answer) {
        Ok(result) => result,
        // No whole answer: the child was ended by the system or ended itself.
        Err(_) if answer.len() as u64 >= MOST_ANSWER => Err(Cap::Text.into()),
        Err(_) if status.code() == Some(PANICKED) => Err(Refusal::damaged("the reader stopped")),
        Err(_) if status.success() => Err(Refusal::Failed {
            what: "the child did not answer".to_owned(),
        }),
        Err(_) => Err(Cap::Memory.into()),
    }
}

/// Exit code of a Rust program that panicked.
const PANICKED: i32 = 101;

/// Sends the task and takes the answer; none if it takes too long.
fn answer_of(child: &mut Child, task: &[u8], bytes: &[u8], seconds: u64) -> Option<Vec<u8>> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        let writer = scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // A child that ended early no longer listens; its exit code tells why.
                let _ = stdin.write_all(task).and_then(|()| stdin.write_all(bytes));
            }
        });
        let reader = scope.spawn(move || {
            let mut answer = Vec::new();
            if let Some(stdout) = stdout {
                let _ = stdout.take(MOST_ANSWER).read_to_end(&mut answer);
            }
            // Nobody waits any more after the time is over.
            let _ = send.send(answer);
        });
        let answer = receive.recv_timeout(Duration::from_secs(seconds)).ok();
        if answer.is_none() {
            // Ends both threads: their pipes close with the child.
            let _ = child.kill();
        }
        let _ = (writer.join(), reader.join());
        answer
    })
}

/// The child's whole life: limits itself, reads a task from standard input, writes the answer to
/// standard output. To be called before anything else when the first argument is
/// [`CHILD_COMMAND`].
pub fn child_main() -> ExitCode {
    match answer(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(2),
    }
}

fn answer(mut input: impl BufRead, output: impl Write) -> io::Result<()> {
    let mut line = String::new();
    input.by_ref().take(1 << 20).read_line(&mut line)?;
    // Isolation is not sent along, so the child reads by itself.
    let task: Task = serde_json::from_str(&line)?;
    limit_memory(task.limits.child_memory);
    let mut bytes = Vec::new();
    input
        .take(task.limits.file_bytes.saturating_add(1))
        .read_to_end(&mut bytes)?;
    let result = super::read(&bytes, &task.file_name, &task.limits);
    drop(bytes);
    let mut output = io::BufWriter::new(output);
    serde_json::to_writer(&mut output, &result)?;
    output.flush()
}

/// Caps the address space. Where the system has no such limit, the caps on cells and bytes stand
/// alone.
#[cfg(unix)]
fn limit_memory(bytes: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = Rlimit {
        current: Some(bytes),
        maximum: Some(bytes),
    };
    let _ = setrlimit(Resource::As, limit);
    // An abort is expected here and is no cause for a core file.
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
}

#[cfg(not(unix))]
fn limit_memory(_: u64) {}
