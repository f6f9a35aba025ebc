import Foundation
import TriggerCore

/// What a command reads: a file that has no name any more. Unlike a pipe it can't stall or break when the command
/// does not read, whatever the size.
final class StandardInput: Sendable {
  /// Open until this value ends.
  let descriptor: Int32

  /// - Throws: `AttemptError` where no temporary file can be made.
  init(_ text: String) throws {
    let path = NSTemporaryDirectory() + "/triggertop." + UUID().uuidString
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure() }
    unlink(path)
    do {
      try FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(contentsOf: Data(text.utf8))
    } catch {
      close(descriptor)
      throw Self.failure()
    }
    lseek(descriptor, 0, SEEK_SET)
  }

  deinit { close(descriptor) }

  private static func failure() -> AttemptError {
    AttemptError(
      type: "NoInput",
      message: "The command's input can't be written to a file in \(NSTemporaryDirectory()); make room there.")
  }
}
