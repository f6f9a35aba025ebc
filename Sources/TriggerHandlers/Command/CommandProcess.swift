import Glibc
import Subprocess
import Synchronization
import TriggerCore

/// One run of a command, in a process group of its own.
///
/// It ends when the command does, even if children that the command left behind hold its pipes. Those are then ended as
/// well, by SIGTERM and, after the grace, SIGKILL. Told to stop, the whole group gets SIGTERM and, once the command has
/// ended or its grace is over, SIGKILL. If this process dies, the group is stopped as well (`GroupWatcher`).
struct CommandProcess {
  enum Stop { case timeLimit, cancelled }

  struct End {
    var answer: CommandAnswer
    /// Why it was told to stop; nil where it ended by itself.
    var stop: Stop?
  }

  /// Of stdout, the beginning is kept; of stderr, the end. In bytes.
  static let longestOutput = 64 * 1_024
  static let longestErrors = 8 * 1_024
  /// Descriptors that a command takes while it is started, with room for what others open meanwhile.
  private static let descriptors = 32

  var configuration: Configuration
  var input: String
  var timeLimit: Duration
  var grace: Duration
  /// Whether what a command leaves behind, when it has ended by itself, may live on.
  var detaches: Bool

  /// Cancelling the task stops the command, and waits for its end all the same.
  ///
  /// - Throws: `MachineShortage` or `SubprocessError` where it could not begin; `AttemptError` where it did, and how it
  ///   ended could not be learned.
  func run() async throws -> End {
    try Task.checkCancellation()
    try Descriptors.require(Self.descriptors)
    Self.awaitChildren()
    let input = try StandardInput(input)
    let (stops, stopping) = AsyncStream.makeStream(of: Stop.self, bufferingPolicy: .bufferingOldest(1))
    let timer = Task {
      try await Task.sleep(for: timeLimit)
      stopping.yield(.timeLimit)
    }
    defer { timer.cancel() }
    // Not cancelled itself: that would close the pipes of a command which is still given its grace.
    let task = Task { try await execute(input, stops) }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      stopping.yield(.cancelled)
    }
  }

  /// A parent that ignores SIGCHLD has its children ignore it too, and then the kernel keeps no child's end for us.
  private static func awaitChildren() {
    var present = sigaction()
    sigaction(SIGCHLD, nil, &present)
    let isIgnored =
      unsafeBitCast(present.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    if isIgnored || present.sa_flags & SA_NOCLDWAIT != 0 { signal(SIGCHLD, SIG_DFL) }
  }

  private func execute(_ input: StandardInput, _ stops: AsyncStream<Stop>) async throws -> End {
    /// 0 until it began.
    let begun = Atomic<pid_t>(0)
    do {
      return try await execute(input, stops) { begun.store($0, ordering: .relaxed) }
    } catch let error as SubprocessError where begun.load(ordering: .relaxed) != 0 {
      // It counts as failed, and is run again: nothing of it is to go on.
      endRest(of: begun.load(ordering: .relaxed))
      throw AttemptError(
        type: "EndUnknown", message: "The command ran, but how it ended could not be learned: \(error).")
    }
  }

  private func execute(
    _ input: StandardInput, _ stops: AsyncStream<Stop>, began: @Sendable @escaping (pid_t) -> Void
  ) async throws -> End {
    // Its descriptor is closed with it, and must be open until the command has it.
    defer { withExtendedLifetime(input) {} }
    GroupWatcher.shared.expect(input)
    defer { GroupWatcher.shared.expectNoMore(input) }
    let result = try await Subprocess.run(
      configuration, input: .fileDescriptor(.init(rawValue: input.descriptor), closeAfterSpawningProcess: false),
      output: .sequence, error: .sequence
    ) { execution in
      let group = execution.processIdentifier.value
      began(group)
      GroupWatcher.shared.add(group, of: input)
      let watch = Task { await stop(group, at: stops) }
      async let output = Self.read(execution.standardOutput, Excerpt(.beginning, limit: Self.longestOutput))
      async let errors = Self.read(execution.standardError, Excerpt(.end, limit: Self.longestErrors))
      let (outputText, errorText) = await (output.text, errors.text)
      return (output: outputText, errors: errorText, watch: watch, group: group)
    }
    let (output, errors, watch, group) = result.closureResult
    watch.cancel()
    let reason = await watch.value
    if reason == nil, !detaches { endRest(of: group) } else { GroupWatcher.shared.remove(group) }
    return End(
      answer: CommandAnswer(status: result.terminationStatus, output: output, errors: errors), stop: reason)
  }

  /// Ends what the command left behind in its group. Nobody waits for that; should this process end first, the watcher
  /// goes on with it.
  private func endRest(of group: pid_t) {
    guard killpg(group, SIGTERM) == 0 else { return GroupWatcher.shared.remove(group) }
    Task.detached { [grace] in
      let end = ContinuousClock.now + grace
      var pause = Duration.milliseconds(5)
      var isLeft = true
      while isLeft, ContinuousClock.now < end {
        try? await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(500))
        isLeft = killpg(group, 0) == 0
      }
      if isLeft { killpg(group, SIGKILL) }
      GroupWatcher.shared.remove(group)
    }
  }

  /// Waits for a reason to stop the group, and stops it.
  /// - Returns: nil where the command ended first, which cancels the task.
  private func stop(_ group: pid_t, at stops: AsyncStream<Stop>) async -> Stop? {
    for await reason in stops {
      killpg(group, SIGTERM)
      // Cut short when the command ends: what it left behind in its group gets no more grace than itself.
      try? await Task.sleep(for: grace)
      killpg(group, SIGKILL)
      return reason
    }
    return nil
  }

  private static func read(_ sequence: SubprocessOutputSequence, _ empty: Excerpt) async -> Excerpt {
    var excerpt = empty
    do {
      for try await buffer in sequence { buffer.withUnsafeBytes { excerpt.append($0) } }
    } catch {
      // What came until then is what there is.
    }
    return excerpt
  }
}
