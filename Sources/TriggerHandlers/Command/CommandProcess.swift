import Glibc
import Subprocess
import TriggerCore

/// One run of a command, in a process group of its own.
///
/// It ends when the command does, even if children that the command left behind hold its pipes. Told to stop, the
/// whole group gets SIGTERM and, once the command has ended or its grace is over, SIGKILL. If this process dies, the
/// group is stopped as well (`GroupWatcher`).
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

  var configuration: Configuration
  var input: String
  var timeLimit: Duration
  var grace: Duration

  /// Cancelling the task stops the command, and waits for its end all the same.
  func run() async throws -> End {
    try Task.checkCancellation()
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

  private func execute(_ input: StandardInput, _ stops: AsyncStream<Stop>) async throws -> End {
    let result = try await Subprocess.run(
      configuration, input: .fileDescriptor(.init(rawValue: input.descriptor), closeAfterSpawningProcess: false),
      output: .sequence, error: .sequence
    ) { execution in
      let group = execution.processIdentifier.value
      GroupWatcher.shared.add(group)
      let watch = Task { await stop(group, at: stops) }
      async let output = Self.read(execution.standardOutput, Excerpt(.beginning, limit: Self.longestOutput))
      async let errors = Self.read(execution.standardError, Excerpt(.end, limit: Self.longestErrors))
      let (outputText, errorText) = await (output.text, errors.text)
      return (output: outputText, errors: errorText, watch: watch, group: group)
    }
    let (output, errors, watch, group) = result.closureResult
    GroupWatcher.shared.remove(group)
    watch.cancel()
    return End(
      answer: CommandAnswer(status: result.terminationStatus, output: output, errors: errors),
      stop: await watch.value)
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
