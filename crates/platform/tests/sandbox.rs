//! What a process that has shut itself in may still do. One test in a program of its own: what it does to itself stays.

use platform::sandbox::{self, MEMORY_BYTES};
use std::fs::File;
use std::net::{TcpStream, UdpSocket};
use std::process::Command;

#[test]
fn a_process_that_shut_itself_in_can_only_compute() {
    assert!(
        File::open("/etc/hostname")
            .or_else(|_| File::open("/"))
            .is_ok()
    );
    sandbox::enter().unwrap();
    assert!(File::open("/").is_err(), "it opens files");
    assert!(
        TcpStream::connect("127.0.0.1:1")
            .unwrap_err()
            .raw_os_error()
            != Some(111),
        "it connects"
    );
    assert!(UdpSocket::bind("127.0.0.1:0").is_err(), "it listens");
    assert!(
        Command::new("/bin/true").status().is_err(),
        "it starts programs"
    );
    let size = usize::try_from(MEMORY_BYTES).unwrap();
    assert!(
        Vec::<u8>::new().try_reserve_exact(size).is_err(),
        "it takes all memory"
    );
    assert!(
        Vec::<u8>::new().try_reserve_exact(size / 8).is_ok(),
        "it takes none"
    );
}
