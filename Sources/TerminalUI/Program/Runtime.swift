/// Runs a program on a terminal: the loop between input, `update` and `view`.
public struct Runtime<P: Program> {
  public typealias Perform = @Sendable (P.Effect, Mailbox<P.Message>) -> Void

  /// At most 30 frames a second of what comes by itself: more than anybody reads, and kind to slow lines. What somebody
  /// pressed is seen sooner, whatever was painted a moment ago.
  private var frameInterval: Duration { .milliseconds(isAwaited ? 8 : 33) }

  private let program: P
  private let backend: any TerminalBackend
  private let perform: Perform
  private let now: () -> ContinuousClock.Instant
  private let mailbox: Mailbox<P.Message>
  /// As it is now; after `run`, as it was at the end.
  public private(set) var model: P.Model
  private var pending: [P.Effect]

  private var painted: Frame?
  /// Whether the model may have changed since it was painted.
  private var isStale = false
  /// Somebody has pressed something since then, and waits to see what comes of it.
  private var isAwaited = false
  /// What was painted, until it has reached the terminal and the program was told.
  private var unseen: String??
  private var isInterrupted = false
  private var lastPaint: ContinuousClock.Instant
  private var lastTick: ContinuousClock.Instant

  /// - Parameters:
  ///   - effects: What to carry out once the first frame is painted.
  ///   - perform: Carries an effect out. Called on the loop's thread: it must hand the work on and return at once,
  ///     and send what comes of it to the mailbox.
  public init(
    _ program: P, model: P.Model, effects: [P.Effect] = [], backend: any TerminalBackend,
    now: @escaping () -> ContinuousClock.Instant = { .now }, perform: @escaping Perform
  ) {
    self.program = program
    self.backend = backend
    self.perform = perform
    self.now = now
    self.model = model
    mailbox = Mailbox(wake: backend.waker)
    pending = effects
    lastPaint = now()
    lastTick = lastPaint
  }

  /// Paints, waits, and hands on what comes, until the program or the terminal ends. Blocks the calling thread, which
  /// must be the one that made the backend.
  public mutating func run() -> ExitReason {
    backend.setMouse(program.wantsMouse(model))
    paint()
    tellSeen()
    carryOut(pending)
    pending = []
    while !program.isFinished(model) {
      guard let inputs = backend.wait(timeout: timeout()) else { return .terminalGone }
      for input in inputs {
        guard handle(input) else { return .interrupted }
      }
      for message in mailbox.drain() { update(message) }
      if isTickDue { _ = handle(.tick) }
      tellSeen()
      if isPaintDue { paint() }
      tellSeen()
    }
    return .finished
  }

  /// - Returns: Whether to go on.
  private mutating func handle(_ input: Input) -> Bool {
    let message = program.message(for: input)
    switch input {
    case .interrupt:
      guard !isInterrupted, message != nil else { return false }
      isInterrupted = true
    case .resize: isStale = true
    case .tick: lastTick = now()
    case .key, .paste, .mouse: isAwaited = true
    case .focus: break
    }
    if let message { update(message) }
    return true
  }

  private mutating func update(_ message: P.Message) {
    guard !program.isFinished(model) else { return }
    carryOut(program.update(&model, message))
    backend.setMouse(program.wantsMouse(model))
    isStale = true
  }

  private func carryOut(_ effects: [P.Effect]) {
    for effect in effects {
      if let command = program.terminalCommand(for: effect) {
        backend.perform(command)
      } else {
        perform(effect, mailbox)
      }
    }
  }
}

// MARK: - When to paint, when to tick

extension Runtime {
  private var isPaintDue: Bool { isStale && backend.isReady && now() - lastPaint >= frameInterval }

  private var isTickDue: Bool {
    program.tickInterval(model).map { now() - lastTick >= $0 } ?? false
  }

  /// How long nothing is to be done unless something comes.
  private func timeout() -> Duration? {
    let paint = isStale && backend.isReady ? frameInterval - (now() - lastPaint) : nil
    let tick = program.tickInterval(model).map { $0 - (now() - lastTick) }
    return [paint, tick].compactMap { $0 }.min().map { max(.zero, $0) }
  }

  private mutating func paint() {
    let frame = program.view(model, size: backend.size)
    if frame != painted { backend.draw(frame) }
    painted = frame
    isStale = false
    isAwaited = false
    unseen = .some(program.sight(of: model))
    lastPaint = now()
  }

  private mutating func tellSeen() {
    guard let sight = unseen, backend.isReady else { return }
    unseen = nil
    program.saw(sight, &model)
  }
}
