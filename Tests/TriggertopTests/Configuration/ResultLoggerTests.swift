import Testing

@testable import triggertop

@Suite("Result loggers in the configuration")
struct ResultLoggerTests {
  @Test("are named as DJTRIGGERS_LOGGERS names their classes, or by their names alone")
  func names() throws {
    let file = """
      loggers = [
        "djtriggers.loggers.database.DatabaseLogger", "djtriggers.loggers.database.DatabaseSerializeLogger",
        "djtriggers.loggers.python_logging.PythonLogger", "TriggerLogger",
      ]
      result_logger = "DatabaseLogger"
      [handlers.pay]
      command = ["/bin/true"]
      logger = "djtriggers.loggers.base.TriggerLogger"
      """
    let configuration = try configuration(file: file)
    #expect(configuration.loggers.value == [.database, .databaseSerialize, .python, .base])
    #expect(configuration.resultLogger.value == .database)
    #expect(configuration.handlers["pay"]?.logger.value == .base)
  }

  @Test("may all be chosen where loggers is not set, and none is by default")
  func defaults() throws {
    let configuration = try configuration(file: "result_logger = \"PythonLogger\"")
    #expect(configuration.loggers.value == ResultLoggerName.allCases)
    #expect(configuration.resultLogger.value == .python)
    #expect(
      try Configuration(flags: ConfigurationFlags(), environment: [:], file: ConfigurationFile(path: "", text: ""))
        .resultLogger.value == nil)
  }

  private static let known =
    "must be \"DatabaseLogger\", \"DatabaseSerializeLogger\", \"PythonLogger\" or \"TriggerLogger\", "
    + "or a class path such as \"djtriggers.loggers.database.DatabaseLogger\""

  @Test(
    "that nobody knows are refused with those there are",
    arguments: [
      ("\nloggers = [\"PythonLogger\", \"nope.Logger\"]", "2: loggers: element 2 \(known), not \"nope.Logger\"."),
      (
        "DJTRIGGERS_LOGGERS = [\"djtriggers.loggers.DatabaseLogger\"]",
        "1: DJTRIGGERS_LOGGERS: element 1 \(known), not \"djtriggers.loggers.DatabaseLogger\"."
      ),
      ("result_logger = \"Nope\"", "1: result_logger: \(known), not \"Nope\"."),
      ("[handlers.pay]\ncommand = [\"x\"]\nlogger = \"Nope\"", "3: handlers.pay.logger: \(known), not \"Nope\"."),
    ])
  func unknown(file: String, expected: String) { #expect(refusal(file: file) == "78 config.toml, line " + expected) }

  @Test(
    "that loggers does not list can't be chosen, as in Python",
    arguments: [
      (
        "loggers = [\"DatabaseLogger\"]\nresult_logger = \"PythonLogger\"",
        "2: result_logger: names PythonLogger, but loggers (file line 1, loggers) lists DatabaseLogger; add it there, or choose another."
      ),
      (
        "loggers = []\n[handlers.pay]\ncommand = [\"x\"]\nlogger = \"DatabaseLogger\"",
        "4: handlers.pay.logger: names DatabaseLogger, but loggers (file line 1, loggers) lists no logger; add it there, or choose another."
      ),
    ])
  func unlisted(file: String, expected: String) { #expect(refusal(file: file) == "78 config.toml, line " + expected) }

  @Test("are explained where triggertop config lists them")
  func notes() throws {
    let lines = try configuration().lines
    #expect(lines.first { $0.name == "loggers" }?.note == "those that result_logger and a handler's logger may name")
    #expect(try #require(lines.first { $0.name == "result_logger" }).data.json.contains(#""note":"where handlers"#))
  }
}
