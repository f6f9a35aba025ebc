import ArgumentParser
import TriggerRedis

/// `triggertop celery TASK`: asks Python workers for one of django-triggers' own tasks.
struct CeleryCommand: AsyncSubcommand {
  enum Task: String, CaseIterable, ExpressibleByArgument {
    case processTriggers = "process_triggers"
    case cleanTriggers = "clean_triggers"

    var celery: CeleryTask {
      switch self {
      case .processTriggers: .processTriggers
      case .cleanTriggers: .cleanTriggers
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "celery", abstract: "Ask a Celery worker to process or clean triggers.",
    discussion: "The task is put on the broker; whether and when a worker takes it, only the triggers tell.")

  @Argument(help: "What to ask for.")
  var task: Task

  @OptionGroup var options: ConfigurationOptions

  func execute() async throws -> ExitStatus {
    let configuration = try options.configuration()
    if configuration.readOnly.value { throw Failure(.notPermitted, "Nothing is sent with --read-only.") }
    let broker = try configuration.broker()
    try await broker.ask(task.celery)
    Console.line("Sent \(task.rawValue) to \(broker.queue) at \(broker.address).")
    return .done
  }
}
