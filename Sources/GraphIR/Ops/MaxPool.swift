/// The greatest of the elements under a window, over one, two and three spatial axes.
public enum MaxPool {

  public static let keys1D = Pooling(rank: 1, .maximum)
  public static let keys2D = Pooling(rank: 2, .maximum)
  public static let keys3D = Pooling(rank: 3, .maximum)

  public static let op1D = keys1D.op("nn.max_pool1d", summary)
  public static let op2D = keys2D.op("nn.max_pool2d", summary)
  public static let op3D = keys3D.op("nn.max_pool3d", summary)

  private static let summary = "the greatest of the elements under a window"

}
