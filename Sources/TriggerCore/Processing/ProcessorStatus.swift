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
  /// What keeps everything from being begun: locks are out of reach, or the broker of what is sent to Celery.
  public var outage: StoreError?
  /// Its id as its claims and its registration have it; nil while it neither works nor runs what was asked for by name.
  public var processorID: String?
  /// What ran, but came to an end that could not be recorded so far; ascending. Their claims are kept, so that they are
  /// not run again.
  public var unrecorded: [TriggerID]
  /// Triggers whose data could not be read when last claimed.
  public var unreadable: Set<TriggerID> = []
  /// Runs that a drain did not wait for: stopped and handed back since it was first started.
  public var stopped = 0
  /// Types that are not run here for now, and what this machine or its role lacks for it in one sentence.
  public var shortages: [String: String]
  /// Something is due that claims have passed over for long: nobody here can lock it.
  public var isBarred: Bool
  /// Nil where nothing is sent to Celery.
  public var sending: Sending?

  public init(
    state: State = .off, concurrency: Int, types: [String], runs: [Run] = [], succeeded: Int = 0, failed: Int = 0,
    trouble: String? = nil, outage: StoreError? = nil, processorID: String? = nil, unrecorded: [TriggerID] = [],
    shortages: [String: String] = [:], isBarred: Bool = false, sending: Sending? = nil
  ) {
    self.state = state
    self.concurrency = concurrency
    self.types = types
    self.runs = runs
    self.succeeded = succeeded
    self.failed = failed
    self.trouble = trouble
    self.outage = outage
    self.processorID = processorID
    self.unrecorded = unrecorded
    self.shortages = shortages
    self.isBarred = isBarred
    self.sending = sending
  }
}

extension ProcessorStatus {
  /// The part of a processor that hands triggers to Celery's workers.
  public struct Sending: Hashable, Sendable {
    /// What is sent.
    public var types: [String]
    /// Where to: the list in the broker.
    public var queue: String
    /// Messages since it was made.
    public var sent: Int
    /// Sent, and not known to have been run.
    public var outstanding: Int
    /// Its id among the registered processors, while it sends.
    public var processorID: String?

    public init(types: [String], queue: String, sent: Int, outstanding: Int, processorID: String?) {
      self.types = types
      self.queue = queue
      self.sent = sent
      self.outstanding = outstanding
      self.processorID = processorID
    }
  }

  /// Nothing is run here: all is handed to Celery's workers.
  public var onlySends: Bool { concurrency == 0 && sending != nil }

  /// Under which this program is registered.
  public var ownIDs: Set<String> { Set([processorID, sending?.processorID].compactMap { $0 }) }
}
