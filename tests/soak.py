#!/usr/bin/env python3
"""Lets `shenbiao watch` run for minutes while people and accidents do what they do, then counts.

    tests/soak.py target/release/shenbiao [--minutes 20] [--seed 1]      (needs openpyxl)

Drops samples (whole, in slow pieces, through a temporary name, the same name again), saves over
returned workbooks the way Excel does, spoils delivered ones, throws folders away, stops the watcher
by SIGTERM and by SIGKILL and starts it again. At the end: every content that was ever dropped is in
the archive or lies in the share, `archive verify` and `archive rebuild` hold, the inbox is empty, every stop by SIGTERM
ended with exit code 0, and the log has no panic. Exit code 1 where one of these fails.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import openpyxl

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


class Soak:
    def __init__(self, binary, root, rng):
        self.binary, self.root, self.rng = binary, root, rng
        self.share, self.data = root / "share", root / "data"
        self.log = open(root / "watch.log", "ab")
        self.dropped, self.done, self.complaints = {}, Counter(), []
        self.samples = sorted(p for p in SAMPLES.rglob("*") if p.suffix in {".xlsx", ".xls", ".ods", ".xlsm", ".csv"} and "制度" not in p.parts)
        self.watch = None
        self.count = 0

    def run(self, *arguments):
        return subprocess.run([self.binary, *arguments], capture_output=True, text=True)

    def start(self):
        self.watch = subprocess.Popen([self.binary, "watch", self.share, "--data", self.data], stdout=self.log, stderr=self.log)

    def stop(self, how):
        if self.watch.poll() is not None:
            self.complaints.append(f"the watcher had ended by itself with {self.watch.returncode}")
        self.watch.send_signal(how)
        code = self.watch.wait(120)
        if how == signal.SIGTERM and code != 0:
            self.complaints.append(f"SIGTERM ended with {code}")

    def fresh(self):
        sample = self.rng.choice(self.samples)
        self.count += 1
        return sample, sample.read_bytes()

    def note(self, content, what):
        self.dropped[hashlib.sha256(content).hexdigest()] = what

    def inbox(self, sample):
        office = sample.parent.name if sample.parent != SAMPLES else ""
        folder = self.share / "收件箱" / office
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def drop(self):
        sample, content = self.fresh()
        target = self.inbox(sample) / f"{sample.stem}-{self.count}{sample.suffix}"
        target.write_bytes(content)
        self.note(content, target.name)

    def drop_again(self):
        sample, content = self.fresh()
        (self.inbox(sample) / sample.name).write_bytes(content)
        self.note(content, sample.name)

    def drop_slowly(self):
        sample, content = self.fresh()
        target = self.inbox(sample) / f"慢-{self.count}{sample.suffix}"
        with open(target, "wb") as out:
            step = max(1, len(content) // 6)
            for at in range(0, len(content), step):
                out.write(content[at : at + step])
                out.flush()
                time.sleep(0.8)
        self.note(content, target.name)

    def drop_by_rename(self):
        sample, content = self.fresh()
        folder = self.inbox(sample)
        part = folder / f"~{self.count}.tmp"
        part.write_bytes(content)
        os.replace(part, folder / f"改名-{self.count}{sample.suffix}")
        self.note(content, sample.name)

    def save_as_excel(self, path, change):
        """Owner file, temporary file, two renames, owner file gone."""
        try:
            book = openpyxl.load_workbook(path)
        except Exception:
            return False
        change(book)
        owner = path.parent / f"~${path.name}"
        owner.write_bytes(b"\x04Wang" + b" " * 160)
        time.sleep(self.rng.random() * 2)
        part = path.parent / f"{self.count:08X}.tmp"
        try:
            book.save(part)
            content = part.read_bytes()
            # What was saved there a moment ago and not yet taken is replaced by its own author.
            self.dropped.pop(hashlib.sha256(path.read_bytes()).hexdigest(), None)
            os.replace(part, path)
        except FileNotFoundError:
            return False
        finally:
            owner.unlink(missing_ok=True)
            part.unlink(missing_ok=True)
        self.note(content, path.name)
        return True

    def pick(self, folder):
        found = sorted(p for p in (self.share / folder).rglob("*.xlsx") if not p.name.startswith("~$") and "有人改动" not in p.name)
        return self.rng.choice(found) if found else None

    def mend_returned(self):
        path = self.pick("退回修改")
        self.count += 1
        if path is None or path.name.endswith(".审核结果.xlsx"):
            return
        self.save_as_excel(path, lambda book: book.worksheets[0].cell(60, 1, f"改第{self.count}次"))

    def spoil_delivered(self):
        path = self.pick("审核结果")
        self.count += 1
        if path is None:
            return
        self.save_as_excel(path, lambda book: book.worksheets[-1].cell(300, 1, f"改了{self.count}"))

    def throw_away(self):
        shutil.rmtree(self.share / self.rng.choice(["汇总", "空白表单", "审批"]), ignore_errors=True)

    def litter(self):
        for name in (".DS_Store", "Thumbs.db", "说明.docx", f"垃圾{self.count}.tmp"):
            (self.share / "收件箱" / name).write_bytes(b"x")

    def restart(self):
        self.stop(signal.SIGTERM)
        self.start()

    def kill(self):
        self.stop(signal.SIGKILL)
        self.start()

    def waiting(self):
        formats = {".xlsx", ".xls", ".ods", ".xlsm", ".csv"}
        return [p for p in (self.share / "收件箱").rglob("*") if p.is_file() and p.suffix in formats and not p.name.startswith("~$")]

    def archived(self):
        listing = self.run("archive", "--data", self.data, "--json", "list", "--limit", "0")
        if listing.returncode != 0:
            self.complaints.append(f"archive list: {listing.stderr}")
            return set(), 0
        versions = json.loads(listing.stdout)["versions"]
        return {v["submitted_sha256"] for v in versions}, len(versions)

    def soak(self, minutes):
        made = self.run("init", self.share)
        assert made.returncode == 0, made.stderr
        actions = [(self.drop, 40), (self.drop_again, 12), (self.drop_slowly, 5), (self.drop_by_rename, 10), (self.mend_returned, 12),
                   (self.spoil_delivered, 8), (self.throw_away, 2), (self.litter, 2), (self.restart, 2), (self.kill, 4)]
        deeds, weights = zip(*actions)
        self.start()
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end:
            deed = self.rng.choices(deeds, weights)[0]
            try:
                deed()
            except FileNotFoundError:
                continue  # the folder was moved away or the file taken under our hands: as for people
            self.done[deed.__name__] += 1
            time.sleep(self.rng.expovariate(1.5))
        end = time.monotonic() + 180
        while self.waiting() and time.monotonic() < end:
            time.sleep(2)
        peak = next(line for line in Path(f"/proc/{self.watch.pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
        time.sleep(8)
        self.stop(signal.SIGTERM)
        return peak

    def judge(self):
        for path in self.waiting():
            self.complaints.append(f"still in the inbox: {path.relative_to(self.share)}")
        hashes, versions = self.archived()
        beside = {hashlib.sha256(p.read_bytes()).hexdigest() for p in self.share.rglob("*") if p.is_file()}
        for digest, what in self.dropped.items():
            if digest not in hashes and digest not in beside:
                self.complaints.append(f"dropped and nowhere: {what} {digest[:12]}")
        for command in ("verify", "rebuild", "verify"):
            told = self.run("archive", "--data", self.data, command)
            if told.returncode != 0:
                self.complaints.append(f"archive {command}: {told.stdout}{told.stderr}")
        if (hashes, versions) != self.archived():
            self.complaints.append("rebuild changed what the archive lists")
        if "panicked" in (self.root / "watch.log").read_text(errors="replace"):
            self.complaints.append("the log has a panic")
        return versions


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="soak-"))
    soak = Soak(given.binary.resolve(), root, random.Random(given.seed))
    peak = soak.soak(given.minutes)
    versions = soak.judge()
    print(dict(soak.done))
    print(f"{len(soak.dropped)} contents dropped, {versions} versions archived, {peak}, log {root / 'watch.log'}")
    for line in soak.complaints:
        print("!!", line)
    sys.exit(1 if soak.complaints else 0)


if __name__ == "__main__":
    main()
