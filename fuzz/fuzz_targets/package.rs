//! Any bytes opened as a package under small caps: no panic, no part beyond its cap.
#![no_main]

mod parts;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use shenbiao::opc::{Caps, Package};

fuzz_target!(|data: &[u8]| {
    let caps = Caps {
        file_bytes: 1 << 20,
        entries: 100,
        part_bytes: 1 << 20,
        total_bytes: 2 << 20,
    };
    let Ok(package) = Package::open(data, &caps) else {
        return;
    };
    let parts: Vec<String> = package.parts().map(str::to_owned).collect();
    let mut total = 0;
    for part in &parts {
        let _ = package.relationships(part);
        let _ = package.content_type(part);
        let _ = package.text(part);
        let measured = package.measure(part);
        if let Ok(bytes) = package.part(part) {
            assert!(bytes.len() as u64 <= caps.part_bytes);
            assert_eq!(measured, Ok(bytes.len() as u64), "{part}");
        }
        total += measured.unwrap_or(0);
    }
    // Names of which several entries exist are measured once and counted by each name here.
    assert!(total <= caps.total_bytes * parts.len() as u64);
    let _ = package.workbook_part();
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    parts::mutate(data, size, max_size, seed, 0)
});
