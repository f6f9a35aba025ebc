import Foundation
import TriggerCore

/// Where operations are noted for queues without side tables: `XDG_STATE_HOME/triggertop/journal.jsonl`, one
/// JSON object a trigger, appended.
struct JournalFile: Sendable {
  let path: String

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    path = XDG.directory("XDG_STATE_HOME", else: ".local/state", environment) + "/triggertop/journal.jsonl"
  }

  /// Writes one block, so that lines of several processes do not mix.
  /// - Throws: `Failure` naming the file; the operation itself was done.
  func note(_ operation: TriggerCore.Operation, _ report: OperationReport, by who: Operator, queue: String) throws {
    let now = Instant.now
    let lines = report.done.map { entry in
      DataValue.object([
        .init("at", .instant(now)), .init("operator", .text(who.name)), .init("host", .text(who.host)),
        .init("queue", .text(queue)), .init("verb", .text(operation.verb)), .init("id", .integer(entry.id)),
        .init("trigger_type", entry.before.map { .text($0.type) } ?? .null),
        .init("source", entry.before?.source.map { .text($0.text) } ?? .null),
        .init("date_received", entry.before.map { .instant($0.received) } ?? .null),
        .init("before", entry.before?.progress.data ?? .null), .init("after", entry.after?.progress.data ?? .null),
      ]).json + "\n"
    }
    guard !lines.isEmpty else { return }
    do {
      try append(lines.joined())
    } catch {
      throw Failure(.inPart, "The operation was done, but could not be noted in \(path); check that it is writable.")
    }
  }

  private func append(_ text: String) throws {
    let directory = (path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError(.EACCES) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try file.write(contentsOf: Data(text.utf8))
  }
}
