/// The database's clock, read once and reckoned on by the processor's own: no machine's wall clock decides what is due.
struct DatabaseClock {
  var at: Instant
  /// The processor's clock when that was read.
  var uptime: Duration

  func now(_ uptime: Duration) -> Instant { at + (uptime - self.uptime) }
}
