import Glibc

/// Which file a path stands for: another one may take its name, and then what is open is not what others see.
struct FileIdentity: Hashable, Sendable {
  private let device: UInt
  private let inode: UInt

  /// Nil where there is no such file. Links are followed.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, inode) = (UInt(status.st_dev), UInt(status.st_ino))
  }
}
