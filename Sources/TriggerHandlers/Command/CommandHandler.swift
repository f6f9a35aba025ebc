import Glibc
import Subprocess
import TriggerCore

/// Runs a trigger by running a command, without a shell.
///
/// The command finds the trigger on its stdin, as one line of JSON (`TriggerJSON`), and in variables: `TRIGGER_ID`,
/// `TRIGGER_TYPE`, `TRIGGER_SOURCE`, `TRIGGER_STATE`, `TRIGGER_TRIES`, `TRIGGER_RECEIVED`, `TRIGGER_AFTER` (the last
/// and the source only if there is one) and `TRIGGER_FORCED` (0 or 1). It has this process's environment beside them,
/// with whatever secrets that holds: it runs for the same user, and often needs the same database.
///
/// `CommandAnswer` says what its end means. At its time limit, when the processor gives up on it, or when this process
/// dies, its whole process group is stopped; so is what it leaves behind there when it ends.
public struct CommandHandler: Handler {
  private let arguments: [String]
  private let workingDirectory: String?
  private let timeLimit: Duration
  private let grace: Duration
  private let detaches: Bool
  private let limits: TryLimits

  /// - Parameters:
  ///   - arguments: the program, by path or as PATH finds it, and its arguments.
  ///   - workingDirectory: nil for this process's.
  ///   - grace: from SIGTERM to SIGKILL.
  ///   - detaches: whether children that it leaves behind, when it ends by itself, may live on.
  ///   - limits: decide the state that the JSON names.
  /// - Throws: `InvalidInput` where no program is named, or an argument holds a NUL character.
  public init(
    _ arguments: [String], workingDirectory: String? = nil, timeLimit: Duration = .seconds(60),
    grace: Duration = .seconds(5), detaches: Bool = false, limits: TryLimits = TryLimits()
  ) throws(InvalidInput) {
    guard let program = arguments.first, !program.isEmpty else {
      throw InvalidInput("A command needs a program, such as [\"/usr/bin/true\"].")
    }
    guard !arguments.contains(where: { $0.unicodeScalars.contains("\0") }) else {
      throw InvalidInput("The command \(program) has an argument with a NUL character; leave it out.")
    }
    self.arguments = arguments
    self.workingDirectory = workingDirectory
    self.timeLimit = timeLimit
    self.grace = grace
    self.detaches = detaches
    self.limits = limits
  }

  public func run(_ context: ProcessContext) async throws -> TriggerResult? {
    let json = TriggerJSON(
      context.record, state: context.record.state(limits: limits, now: context.now), data: context.data)
    let process = CommandProcess(
      configuration: configuration(for: context), input: json.line + "\n", timeLimit: timeLimit, grace: grace,
      detaches: detaches)
    let end: CommandProcess.End
    do {
      end = try await process.run()
    } catch let error as SubprocessError {
      throw failure(error)
    }
    switch end.stop {
    case nil: return try end.answer.result(now: context.now)
    case .cancelled: throw CancellationError()
    case .timeLimit:
      let message = "The command did not end within \(timeLimit) and was killed."
      throw AttemptError(
        type: "Timeout", message: end.answer.errors.isEmpty ? message : "\(message)\n\(end.answer.errors)")
    }
  }

  private func configuration(for context: ProcessContext) -> Configuration {
    var options = PlatformOptions()
    options.processGroupID = 0
    let program = arguments[0]
    return Configuration(
      executable: program.contains("/") ? .path(.init(program)) : .name(program),
      arguments: Arguments(Array(arguments.dropFirst())), environment: .inherit.updating(variables(of: context)),
      workingDirectory: workingDirectory.map { .init($0) }, platformOptions: options)
  }

  private func variables(of context: ProcessContext) -> [Environment.Key: String?] {
    let record = context.record
    return [
      "TRIGGER_ID": "\(record.id)", "TRIGGER_TYPE": record.type.withoutNUL,
      "TRIGGER_SOURCE": record.source?.text.withoutNUL,
      "TRIGGER_STATE": record.state(limits: limits, now: context.now).rawValue, "TRIGGER_TRIES": "\(record.tries)",
      "TRIGGER_RECEIVED": record.received.iso8601, "TRIGGER_AFTER": record.after?.iso8601,
      "TRIGGER_FORCED": context.forced ? "1" : "0",
    ]
  }

  /// Why it did not begin. All but arguments that are too long, which are the trigger's, is this machine's.
  private func failure(_ error: SubprocessError) -> any Error {
    let program = arguments[0]
    switch error.code {
    case .executableNotFound:
      return MachineShortage("There is no program \(program) that can be run; correct its name or its permissions.")
    case .failedToChangeWorkingDirectory:
      return MachineShortage("There is no directory \(workingDirectory ?? "") to run \(program) in.")
    default:
      let number = error.underlyingError?.rawValue
      let reason = number.map { String(cString: strerror($0)) } ?? "\(error)"
      if number == E2BIG {
        return AttemptError(type: "NotStarted", message: "The program \(program) can't be run: \(reason).")
      }
      return MachineShortage(
        "The program \(program) can't be started (\(reason)): free what this machine is short of, or run fewer at once."
      )
    }
  }
}

extension String {
  /// SQLite may hold a NUL, a process's environment can't.
  fileprivate var withoutNUL: String { String(unicodeScalars.filter { $0 != "\0" }.map(Character.init)) }
}
