/// One of the two that are compared.
protocol Side: Sendable {
  var name: String { get }
  /// Does the work on a queue made ready for it, and says how many seconds it took, without its start.
  func time(of work: Work, count: Int, on queue: ThrowawayQueue) async throws -> Double
}
