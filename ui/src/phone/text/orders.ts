// Texts of the transfer orders, fetched with their page; both languages, because the page works without signal.
import i18n from 'i18next';
import type { Texts } from '../../text/index.ts';

export const zh = {
  title: '我的调拨单', none: '没有要办的调拨单', none_text: '由您保管、驾驶或签收的调拨单排在这里。', loading: '正在取调拨单', scan: '扫码', not_mine: '“{{what}}”不在您的调拨单里。', from: '由 {{who}} 出库', eta: '预计 {{t}} 到', late: '迟 {{n}} 分', call: '打给接收人', received_at: '{{t}} 签收',
  ordered: '指令 {{n}} {{unit}}', loaded: '装车 {{n}} {{unit}}', less: '少一', more: '多一', why: '差 {{n}} {{unit}}，为什么？', vehicle: '车辆', no_vehicle: '没选车', camera: '取景', no_camera: '这里用不了摄像头，拍一张照片也能读，或输编号。', photo: '拍照读码', no_code: '照片里没有读到码，靠近些、摆正些再拍', type: '或输单号、编号（纸上码下的 8 位）', find: '找',
} as const;
export const en: Texts<typeof zh> = {
  title: 'My transfer orders', none: 'No orders', none_text: 'Orders that you keep, drive or receive line up here.', loading: 'Fetching orders', scan: 'Scan', not_mine: '“{{what}}” is not among your orders.', from: 'from {{who}}', eta: 'expected {{t}}', late: '{{n}} min late', call: 'Call the receiver', received_at: 'received {{t}}',
  ordered: 'ordered {{n}} {{unit}}', loaded: 'loaded {{n}} {{unit}}', less: 'one less', more: 'one more', why: 'Differs by {{n}} {{unit}}: why?', vehicle: 'Vehicle', no_vehicle: 'none chosen', camera: 'camera', no_camera: 'No camera here: a photograph can be read too, or type the code.', photo: 'Read from a photograph', no_code: 'No code was found: come closer, hold it straight', type: 'Or the number, or the 8 characters under the code', find: 'Find',
};
/** Makes the texts known; called by their page, because a module without exports in use would be left out of the bundle. */
export function orderTexts(): void {
  i18n.addResourceBundle('zh', 'phone', { orders: zh }, true, true);
  i18n.addResourceBundle('en', 'phone', { orders: en }, true, true);
}
