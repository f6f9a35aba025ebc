import TriggerCore

/// A processor that does nothing but what it is told, and remembers it.
actor ScriptedProcessor: ProcessorControl {
  private(set) var status: ProcessorStatus
  private(set) var commands: [String] = []
  private let refusal: StoreError?
  private var draining: CheckedContinuation<Void, Never>?
  private let drainsAtOnce: Bool
  private let stream = AsyncStream.makeStream(of: ProcessorEvent.self)

  init(_ state: ProcessorStatus.State, refusal: StoreError? = nil, drainsAtOnce: Bool = true) {
    status = ProcessorStatus(
      state: state, concurrency: 4, types: ["pay_bill"],
      runs: state == .off ? [] : [.init(id: 7, type: "pay_bill", source: nil, started: Sample.now, tries: 0)])
    self.refusal = refusal
    self.drainsAtOnce = drainsAtOnce
  }

  func events() -> AsyncStream<ProcessorEvent> { stream.stream }
  nonisolated func tell(_ event: ProcessorEvent) { stream.continuation.yield(event) }

  func start() throws {
    commands.append("start")
    if let refusal { throw refusal }
    status.state = .running
  }

  func pause() {
    commands.append("pause")
    status.state = .paused
  }

  func drain() async {
    commands.append("drain")
    status.state = .draining
    if !drainsAtOnce { await withCheckedContinuation { draining = $0 } }
    status.state = .off
  }

  /// Ends a drain that waits.
  func finishDraining() {
    draining?.resume()
    draining = nil
  }

  func setConcurrency(_ slots: Int) { status.concurrency = slots }
  func run(_ id: TriggerID, forced: Bool) -> Outcome { .failed(Sample.timeout) }
}
