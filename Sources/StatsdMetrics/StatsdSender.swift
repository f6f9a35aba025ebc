import Dispatch
import Glibc
import Synchronization

/// Gathers metrics and sends them as datagrams, several in one, and never blocks its caller.
final class StatsdSender: Sendable {
  /// What statsd's own documentation advises for Ethernet. In bytes.
  static let longestDatagram = 1_432
  /// How long a metric waits for others at most.
  private static let delay = DispatchTimeInterval.milliseconds(100)

  fileprivate struct State {
    /// A connected socket; nil while the host has no address that is known.
    var descriptor: Int32?
    var datagram: [UInt8] = []
    var isFlushScheduled = false
    var isResolving = false
    /// When the host's address was last asked for.
    var resolved = ContinuousClock.now
    /// Since then a datagram could not be sent.
    var hasFailed = false
  }

  private let state = Mutex(State())
  private let flushing = DispatchQueue(label: "statsd.flush")
  /// Resolving blocks. What is put here comes after a new address is in use.
  let resolving = DispatchQueue(label: "statsd.resolve")
  private let connect: @Sendable () -> Int32?
  private let renewal: Duration
  private let retrial: Duration

  convenience init(host: String, port: UInt16) {
    self.init(StatsdSocket.connect(host, port, flags: AI_NUMERICHOST)) { StatsdSocket.connect(host, port, flags: 0) }
  }

  /// - Parameters:
  ///   - socket: a connected one, to begin with.
  ///   - renewal: how long an address is good for.
  ///   - retrial: the same, where nothing can be sent to it.
  ///   - connect: resolves and connects; it may block.
  init(
    _ socket: Int32?, renewal: Duration = .seconds(60), retrial: Duration = .seconds(10),
    connect: @escaping @Sendable () -> Int32?
  ) {
    self.connect = connect
    self.renewal = renewal
    self.retrial = retrial
    state.withLock { $0.descriptor = socket }
    if socket == nil { resolve(after: .zero) }
  }

  deinit {
    state.withLock { state in
      state.flush()
      if let descriptor = state.descriptor { close(descriptor) }
    }
  }

  /// - Parameter metric: a line without its end.
  func send(_ metric: String) {
    let isFirst = state.withLock { state in
      if state.datagram.count + 1 + metric.utf8.count > Self.longestDatagram { state.flush() }
      if !state.datagram.isEmpty { state.datagram.append(UInt8(ascii: "\n")) }
      state.datagram += metric.utf8
      defer { state.isFlushScheduled = true }
      return !state.isFlushScheduled
    }
    guard isFirst else { return }
    flushing.asyncAfter(deadline: .now() + Self.delay) { [weak self] in
      self?.state.withLock { $0.isFlushScheduled = false }
      self?.flush()
    }
  }

  /// Sends what is gathered at once, and asks for the host's address anew where that is old, or nothing answers there.
  func flush() {
    let age = state.withLock { state in
      state.flush()
      return state.hasFailed || state.descriptor == nil ? retrial : renewal
    }
    resolve(after: age)
  }

  /// - Parameter age: of the present address.
  private func resolve(after age: Duration) {
    let isDue = state.withLock { state in
      guard !state.isResolving, .now - state.resolved >= age else { return false }
      state.isResolving = true
      return true
    }
    guard isDue else { return }
    resolving.async { [weak self, connect] in
      let found = connect()
      guard let self else {
        if let found { close(found) }
        return
      }
      state.withLock { $0.renew(found) }
    }
  }
}

extension StatsdSender.State {
  /// What can't be sent at once is lost.
  fileprivate mutating func flush() {
    defer { datagram = [] }
    guard let descriptor, !datagram.isEmpty else { return }
    let sent = Glibc.send(descriptor, datagram, datagram.count, Int32(MSG_DONTWAIT))
    if sent < 0, ![EAGAIN, ENOBUFS, EINTR].contains(errno) { hasFailed = true }
  }

  /// - Parameter found: nil leaves it as it is.
  fileprivate mutating func renew(_ found: Int32?) {
    if let found {
      if let descriptor { close(descriptor) }
      descriptor = found
    }
    (isResolving, hasFailed, resolved) = (false, false, .now)
  }
}
