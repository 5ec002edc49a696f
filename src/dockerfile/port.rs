//! The ports of an image, as `EXPOSE` writes them.

/// Whether a port, or a range of ports, includes one of TCP: 22 is in `22`, `22/tcp` and `20-25`.
pub(crate) fn includes(ports: &str, number: u16) -> bool {
    tcp_range(ports).is_some_and(|(first, last)| (first..=last).contains(&number))
}

/// The first and the last port of TCP: of `8000-8100/tcp`, 8000 and 8100.
pub(crate) fn tcp_range(ports: &str) -> Option<(u16, u16)> {
    let (ports, protocol) = ports.split_once('/').unwrap_or((ports, "tcp"));
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    let numbers = first.trim().parse().ok().zip(last.trim().parse().ok());
    numbers.filter(|_| protocol.eq_ignore_ascii_case("tcp"))
}
