import TriggerCore

extension LockHolder {
  /// `locked by 00:16:3e:5f:10:02 since 14:01:00 CET (a Python worker's: it never expires by itself)`.
  ///
  /// - Parameter age: how long ago that was asked; told where it is long.
  package func text(_ times: TimeFormat, age: Duration = .zero) -> String {
    if let obstacle { return obstacle }
    let seen = age < .seconds(10) ? "" : ", as it was \(age.long) ago"
    let by = place.map { " by \(isHere ? "a process on " : "")\($0)" } ?? ""
    let since = since.map { " since \(times.time($0))" } ?? ""
    let end = expiresIn.map { "expires in \($0.long)" } ?? "a Python worker's: it never expires by itself"
    return "locked\(by)\(since) (\(end))\(seen)"
  }
}
