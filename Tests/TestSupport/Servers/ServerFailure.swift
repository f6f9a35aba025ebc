/// Why a throwaway server is not there.
struct ServerFailure: Error, CustomStringConvertible {
  let description: String
}
