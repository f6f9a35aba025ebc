import Glibc

/// The user's directories as the XDG base directory specification names them.
enum XDG {
  /// - Parameter fallback: below the home directory.
  /// - Throws: `Failure` where neither the environment nor the user database says where home is.
  static func directory(
    _ variable: String, else fallback: String, _ environment: [String: String]
  ) throws(Failure) -> String {
    // The specification has relative paths ignored.
    if let path = environment[variable], path.hasPrefix("/") { return path }
    guard let home = [environment["HOME"], registeredHome].compactMap(\.self).first(where: { $0.hasPrefix("/") })
    else {
      throw Failure(.configuration, "There is no home directory: set HOME or \(variable) to an absolute path.")
    }
    return home + "/" + fallback
  }

  /// Nil for a user that no database knows, as in some containers.
  private static var registeredHome: String? {
    getpwuid(getuid())?.pointee.pw_dir.map { String(cString: $0) }
  }
}
