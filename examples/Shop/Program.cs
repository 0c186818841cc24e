using Examples.Shop;
using Examples.Shop.Orders;
using Ponos;

var builder = WebApplication.CreateBuilder(args);
builder.AddShop();
var app = builder.Build();
app.MapOrders();
app.MapHealthChecks("/health");
return await app.RunPonosAsync(args);
