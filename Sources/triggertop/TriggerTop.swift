import ArgumentParser
import CoreMetrics
import Glibc
import StatsdMetrics

/// The program: parses its arguments, runs one subcommand, says in one sentence what went wrong.
@main
struct TriggerTop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "triggertop",
    abstract: "htop for trigger queues: see what waits, fails or is given up, act on it, work it off.",
    discussion: """
      Without a subcommand it opens the dashboard: triggertop [PATH | sqlite:PATH | postgresql://… | service=…]
      Exit codes: 0 done, 1 nothing matched or failed, 2 done in part, 64 usage, 65 not a trigger schema, \
      69 unreachable, 75 try again, 77 not permitted, 78 configuration, 128 + n after signal n.
      """,
    version: "0.1.0",
    subcommands: [
      DashboardCommand.self, ListCommand.self, ShowCommand.self, FireCommand.self, RetryCommand.self,
      RescheduleCommand.self, DeleteCommand.self, EditCommand.self, UndoCommand.self, ProcessCommand.self,
      CleanCommand.self, CheckCommand.self,
      UnlockCommand.self, CeleryCommand.self, MigrateCommand.self, ConfigCommand.self, DemoCommand.self,
    ],
    defaultSubcommand: DashboardCommand.self)

  static func main() {
    Inheritance.correct()
    let status = run(Array(CommandLine.arguments.dropFirst()))
    (MetricsSystem.factory as? StatsdMetrics)?.flush()
    fflush(nil)
    // Without what libraries do at the exit: OpenSSL frees what connections' threads may be using at this moment.
    _exit(status)
  }

  /// The parser takes what begins with a dash for options.
  private static func advice(on arguments: [String]) -> String {
    let words = arguments.prefix { $0 != "--" }
    let id = zip([""] + words, words).first { before, word in
      word.wholeMatch(of: /-\d+/) != nil && !["--limit", "--concurrency", "--id", "--to"].contains(before)
    }
    return id.map { " An id below zero goes to the end, after --: -- \($0.1)" } ?? ""
  }

  /// - Returns: the exit code.
  private static func run(_ arguments: [String]) -> Int32 {
    do {
      var command = try parseAsRoot(arguments)
      guard let subcommand = command as? any Subcommand else {
        try command.run()
        return ExitStatus.done.rawValue
      }
      let status = try subcommand.execute()
      if let reason = Console.outputFailure {
        throw Failure(.negative, "Standard output could not be written whole: \(reason).")
      }
      return status.rawValue
    } catch let error where exitCode(for: error) == .success {
      Console.write(fullMessage(for: error) + "\n")
      return ExitStatus.done.rawValue
    } catch {
      let failure =
        exitCode(for: error) == .validationFailure
        ? Failure(.usage, message(for: error) + advice(on: arguments)) : Failure(error)
      Console.complain(failure.description)
      return failure.status.rawValue
    }
  }
}
