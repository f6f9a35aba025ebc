import TriggerCore

/// One of django-triggers' result loggers, by its name, or by the class path that DJTRIGGERS_LOGGERS has for it.
enum ResultLoggerName: String, SettingWord {
  case database = "DatabaseLogger"
  case databaseSerialize = "DatabaseSerializeLogger"
  case python = "PythonLogger"
  /// The base class, which logs nothing.
  case base = "TriggerLogger"

  private var classPath: String {
    switch self {
    case .database, .databaseSerialize: "djtriggers.loggers.database.\(rawValue)"
    case .python: "djtriggers.loggers.python_logging.\(rawValue)"
    case .base: "djtriggers.loggers.base.\(rawValue)"
    }
  }

  init(_ value: DataValue) throws(Misfit) {
    guard case .text(let text) = value,
      let logger = Self.allCases.first(where: { text == $0.rawValue || text == $0.classPath })
    else {
      throw Misfit(
        value, expected: "\(Self.choice), or a class path such as \"\(Self.database.classPath)\"")
    }
    self = logger
  }
}
