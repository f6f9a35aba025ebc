import Logging
import Synchronization

/// What was logged, by level.
public final class LogLines: Sendable {
  public struct Line: Hashable, Sendable {
    public var level: Logger.Level
    public var text: String
    public var metadata: [String: String]
  }

  private let lines = Mutex<[Line]>([])

  public init() {}

  public var all: [Line] { lines.withLock { $0 } }
  public func texts(at level: Logger.Level) -> [String] { all.filter { $0.level == level }.map(\.text) }

  public var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

  private func add(_ line: Line) { lines.withLock { $0.append(line) } }

  private struct Handler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let merged = metadata.merging(event.metadata ?? [:]) { _, own in own }
      lines.add(Line(level: event.level, text: "\(event.message)", metadata: merged.mapValues(\.description)))
    }
  }
}
