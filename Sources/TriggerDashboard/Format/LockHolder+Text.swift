import TriggerCore

extension LockHolder {
  /// `locked by 00:16:3e:5f:10:02 since 14:01:00 CET (a Python worker's: it never expires by itself)`.
  package func text(_ times: TimeFormat) -> String {
    let by = address.map { " by \($0)" } ?? ""
    let since = since.map { " since \(times.time($0))" } ?? ""
    let end = expiresIn.map { "expires in \($0.long)" } ?? "a Python worker's: it never expires by itself"
    return "locked\(by)\(since) (\(end))"
  }

  /// The node as network addresses are written.
  var address: String? {
    guard let node, node.utf8.count == 12 else { return node }
    let digits = Array(node)
    return stride(from: 0, to: digits.count - 1, by: 2).map { String(digits[$0...$0 + 1]) }.joined(separator: ":")
  }
}
