import TriggerCore

extension LockHolder {
  /// `locked by 00:16:3e:5f:10:02 since 14:01:00 CET (a Python worker's: it never expires by itself)`.
  package func text(_ times: TimeFormat) -> String {
    if let obstacle { return obstacle }
    let by = place.map { " by \(isHere ? "a process on " : "")\($0)" } ?? ""
    let since = since.map { " since \(times.time($0))" } ?? ""
    let end = expiresIn.map { "expires in \($0.long)" } ?? "a Python worker's: it never expires by itself"
    return "locked\(by)\(since) (\(end))"
  }
}
