/// The mean of the elements under a window, over one, two and three spatial axes.
public enum AvgPool {

  public static let keys1D = Pooling(rank: 1, .mean)
  public static let keys2D = Pooling(rank: 2, .mean)
  public static let keys3D = Pooling(rank: 3, .mean)

  public static let op1D = keys1D.op("nn.avg_pool1d", summary)
  public static let op2D = keys2D.op("nn.avg_pool2d", summary)
  public static let op3D = keys3D.op("nn.avg_pool3d", summary)

  private static let summary = "the mean of the elements under a window"

}
