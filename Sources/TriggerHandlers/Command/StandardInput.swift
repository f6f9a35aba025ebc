import CLinux
import Foundation
import TriggerCore

/// What a command reads: a file in memory that no directory has. Unlike a pipe it can't stall or break when the command
/// does not read, whatever the size; and it needs no room on a disk.
final class StandardInput: Sendable {
  /// Open until this value ends.
  let descriptor: Int32
  /// Tells whose stdin this is, on the whole machine: it stands behind `/proc/PID/fd/0`.
  let name = "triggertop.stdin.\(String(UInt64.random(in: .min ... .max), radix: 36))"

  /// - Throws: `MachineShortage` where there is no memory, or no descriptor.
  init(_ text: String) throws {
    let closeOnExec: UInt32 = 1  // MFD_CLOEXEC
    descriptor = memfd_create(name, closeOnExec)
    guard descriptor >= 0 else { throw Self.shortage() }
    do {
      try FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(contentsOf: Data(text.utf8))
    } catch {
      throw Self.shortage()
    }
    lseek(descriptor, 0, SEEK_SET)
  }

  deinit { close(descriptor) }

  private static func shortage() -> MachineShortage {
    MachineShortage(
      "A command's input can't be held in memory (\(String(cString: strerror(errno)))); free some, or run fewer at once."
    )
  }
}
