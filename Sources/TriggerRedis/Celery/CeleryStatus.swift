import TriggerCore

/// What a dispatcher does at this moment.
public struct CeleryStatus: Hashable, Sendable {
  public var isRunning: Bool
  /// Messages since it was made.
  public var sent: Int
  /// Sent, and not known to have been run.
  public var outstanding: Int
  /// Why it sends nothing though it is running, in one sentence.
  public var trouble: String?
  /// The same as an error; nil where it sends, or nothing has failed yet.
  package var failure: StoreError?
  /// Its id among the registered processors, while it is running.
  public var processorID: String?

  public init(isRunning: Bool, sent: Int, outstanding: Int, trouble: String?, processorID: String? = nil) {
    self.isRunning = isRunning
    self.sent = sent
    self.outstanding = outstanding
    self.trouble = trouble
    self.processorID = processorID
  }
}
