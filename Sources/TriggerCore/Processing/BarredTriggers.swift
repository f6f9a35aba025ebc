/// That something is due which claims pass over: another transaction holds its row, or row security lets this role see
/// it and not lock it. Told once, when it has lasted.
struct BarredTriggers {
  /// The processor's clock.
  private var since: Duration?
  private(set) var isTold = false

  /// - Parameters:
  ///   - isPassedOver: a claim got nothing though something is due.
  ///   - patience: what a dead processor left is passed over as well, until it is rescued.
  /// - Returns: whether it is to be told now.
  mutating func note(isPassedOver: Bool, at uptime: Duration, patience: Duration) -> Bool {
    guard isPassedOver else {
      (since, isTold) = (nil, false)
      return false
    }
    let began = since ?? uptime
    since = began
    guard !isTold, uptime - began >= patience else { return false }
    isTold = true
    return true
  }
}
