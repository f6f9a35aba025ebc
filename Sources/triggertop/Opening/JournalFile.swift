import Foundation
import TriggerCore
import TriggerDashboard

/// Where actions are noted for queues without side tables: `XDG_STATE_HOME/triggertop/journal.jsonl`, one
/// JSON object a trigger, appended.
struct JournalFile: Sendable {
  let path: String

  /// - Throws: `Failure` where there is no home directory.
  init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(Failure) {
    path = try XDG.directory("XDG_STATE_HOME", else: ".local/state", environment) + "/triggertop/journal.jsonl"
  }

  /// Writes one block, so that lines of several processes do not mix.
  /// - Throws: `Failure` naming the file; what is noted was done.
  func note(_ deed: Deed, by who: Operator, queue: String) throws {
    let lines = deed.entries.map { entry in
      DataValue.object(
        [
          .init("at", .instant(.now)), .init("operator", .text(who.name)), .init("host", .text(who.host)),
          .init("queue", .text(queue)),
        ] + entry
      ).json + "\n"
    }
    guard !lines.isEmpty else { return }
    do {
      try append(lines.joined())
    } catch {
      throw Failure(.inPart, "It was done, but could not be noted in \(path); check that it is writable.")
    }
  }

  /// Makes the file, if need be, before something is done that is to be noted there.
  /// - Throws: `Failure` naming the file; nothing was done.
  func prepare() throws {
    do { try append("") } catch {
      throw Failure(
        .notPermitted, "Nothing was done: what is done is noted in \(path), which can't be written; make it writable.")
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

extension Deed {
  /// What there is to say of each trigger.
  fileprivate var entries: [[TriggerData.Field]] {
    switch self {
    case .operation(let operation, let report): report.done.map { $0.journal(operation.verb) }
    case .edit(let edit): [edit.journal]
    case .release(let locks): locks.map(\.entry)
    }
  }
}

extension OperationReport.Entry {
  fileprivate func journal(_ verb: String) -> [TriggerData.Field] {
    [
      .init("verb", .text(verb)), .init("id", .integer(id)),
      .init("trigger_type", before.map { .text($0.type) } ?? .null),
      .init("source", before?.source.map { .text($0.text) } ?? .null),
      .init("date_received", before.map { .instant($0.received) } ?? .null),
      .init("before", before?.progress.data ?? .null), .init("after", after?.progress.data ?? .null),
    ]
  }
}

extension DataEdit {
  /// Only the fields that were changed.
  fileprivate var journal: [TriggerData.Field] {
    let before = seen.fields.filter { field in changes.contains { $0.name == field.name } }
    return [
      .init("verb", .text(Self.verb)), .init("id", .integer(target.id)),
      .init("date_received", .instant(target.received)), .init("before", .object(before)),
      .init("after", .object(changes)),
    ]
  }
}

extension StuckLock {
  fileprivate var entry: [TriggerData.Field] {
    [.init("verb", .text(Self.releaseVerb)), .init("id", .integer(id)), .init("before", held)]
  }
}
