/// What the embedded processor does at this moment.
public struct ProcessorStatus: Hashable, Sendable {
  public enum State: String, Sendable { case off, running, paused, draining }

  public struct Run: Hashable, Sendable, Identifiable {
    public var id: TriggerID
    public var type: String
    public var source: Source?
    public var started: Instant
    public var tries: Int

    public init(id: TriggerID, type: String, source: Source?, started: Instant, tries: Int) {
      self.id = id
      self.type = type
      self.source = source
      self.started = started
      self.tries = tries
    }
  }

  public var state: State
  public var concurrency: Int
  public var types: [String]
  /// Handlers at work, longest first.
  public var runs: [Run]
  /// Since it was first started.
  public var succeeded: Int
  public var failed: Int
  /// Why it does nothing though it is running (database gone, locks out of reach), in one sentence.
  public var trouble: String?
  /// Its id as its claims and its registration have it; nil while it neither works nor runs what was asked for by name.
  public var processorID: String?

  public init(
    state: State = .off, concurrency: Int, types: [String], runs: [Run] = [], succeeded: Int = 0, failed: Int = 0,
    trouble: String? = nil, processorID: String? = nil
  ) {
    self.state = state
    self.concurrency = concurrency
    self.types = types
    self.runs = runs
    self.succeeded = succeeded
    self.failed = failed
    self.trouble = trouble
    self.processorID = processorID
  }
}
